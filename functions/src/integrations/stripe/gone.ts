/** What is asked of Stripe; undefined if Stripe does not have it. */
export async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    // By the field rather than the class, so that the SDK is not loaded for the comparison.
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return undefined;
    throw error;
  }
}
