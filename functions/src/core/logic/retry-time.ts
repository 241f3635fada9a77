/** Marks the errors of handlers that asked to be tried again later. Bundles may hold their class more than once. */
export const LATER = Symbol.for('integration-service/retry-later');

/** When the handler that threw an error asked to be tried again; undefined if it did not. */
export function retryTimeOf(error: unknown, now: Date): Date | undefined {
  if (!(error instanceof Error) || !(LATER in error)) return undefined;
  const after = error[LATER];
  if (after instanceof Date) return after;
  return typeof after === 'number' ? new Date(now.getTime() + after) : undefined;
}
