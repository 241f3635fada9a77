import { keepNewest } from '../keep-newest.ts';

/** Accounts whose pace is known; those that were seen last. */
const MOST_ACCOUNTS = 10_000;
const MINUTE_MS = 60_000;
/** What is put off further comes all at once: a message is kept for 30 days. */
const LONGEST_WAIT_MS = 25 * 24 * 60 * MINUTE_MS;

/**
 * How fast each account's events come to one instance of a consumer. An account may have a minute's worth of events at once;
 * after that, each event over the limit gets its own time, at the pace of the limit.
 */
export class AccountPace {
  readonly #intervalMs: number;
  /** When the last event of each account would have its turn, at an even pace. */
  readonly #turns = new Map<string, number>();

  /** @param perMinute Events of one account in a minute. */
  constructor(perMinute: number) {
    this.#intervalMs = MINUTE_MS / perMinute;
  }

  /** Counts an event. @returns when it may be handled, if that is not now; both in milliseconds since 1970. */
  turnOf(account: string, now: number): number | undefined {
    const turn = Math.max(this.#turns.get(account) ?? 0, now) + this.#intervalMs;
    keepNewest(this.#turns, account, turn, MOST_ACCOUNTS);
    const at = turn - MINUTE_MS;
    return at <= now ? undefined : Math.min(at, now + LONGEST_WAIT_MS);
  }
}
