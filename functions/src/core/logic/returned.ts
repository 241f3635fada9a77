import { PermanentError } from '../event/errors.ts';

/**
 * Refuses a function of records that returns something: what it would still do later belongs to no transaction. The
 * compiler refuses it too, unless a cast silences it.
 * @param what Names the declaration: `The recordHandler of Keep`.
 * @param instead The declaration that may wait.
 * @throws {PermanentError} which says what to write.
 */
export function requireNothing(returned: unknown, what: string, instead: string): void {
  if (returned === undefined) return;
  throw new PermanentError(
    `${what} returned a value. It must return nothing and wait for nothing; if it waits, declare it with ${instead}.`,
  );
}
