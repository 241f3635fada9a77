/** Whether Stripe does not have it. Checks the fields rather than the class, so that the SDK is not loaded for the comparison. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 404;
}
