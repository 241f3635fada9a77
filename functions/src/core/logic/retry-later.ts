import { PermanentError } from '../event/errors.ts';
import { LATER } from './retry-time.ts';

/** The longest that a handler may ask to wait, at one time. */
const MAX_WAIT_MS = 7 * 24 * 60 * 60_000;

export interface RetryLaterOptions {
  /**
   * When to try again: after a number of milliseconds, as `minutes(10)` and `hours(1)` give them, or at a moment. At most seven
   * days from now; a moment that has passed means at once.
   */
  readonly after: number | Date;
  /** For people: what was answered. */
  readonly reason?: string;
  readonly cause?: unknown;
}

/**
 * Thrown by a handler or a task whose API says when to try again, such as by `Retry-After`. The event is put aside until
 * then, and the attempt is not counted; other commands of the event still run. The handler or task has to be declared with
 * `{ retryLater: true }`.
 * @throws {PermanentError} if `after` is not a wait of at most seven days: such an event becomes a dead letter.
 * @example
 * export const syncContact = commandHandler(SyncContact, async ({ id }, { use, signal }) => {
 *   const response = await fetch(`https://crm.example/contacts/${id}`, { method: 'PUT', signal });
 *   if (response.status === 429) throw new RetryLater({ after: Number(response.headers.get('retry-after')) * 1000 });
 * }, { retryLater: true });
 */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly [LATER]: number | Date;

  constructor({ after, reason = 'The handler asked to be tried again later.', cause }: RetryLaterOptions) {
    super(reason, cause === undefined ? undefined : { cause });
    const waitMs = typeof after === 'number' ? after : after.getTime() - Date.now();
    const isWait = waitMs <= MAX_WAIT_MS && (typeof after !== 'number' || waitMs >= 0);
    if (!isWait) {
      const asked = typeof after === 'number' ? `${after} ms` : String(after);
      throw new PermanentError(`RetryLater: after must be a wait of at most 7 days, and is ${asked}. ${reason}`, {
        cause,
      });
    }
    this[LATER] = after;
  }
}
