import type { Clock } from '../ports.ts';

/** How long a fetched value is used before it is fetched again. */
export const MAX_AGE_MS = 5 * 60_000;
/** How long it still serves while its source is out of reach. */
export const MAX_STALE_MS = 60 * 60_000;
/** Least time between two refreshes that unverified requests may cause, so that forgeries cannot hammer the source. */
export const REFRESH_INTERVAL_MS = 30_000;

interface Source<T> {
  /** Fetches the value. Called once at a time; a failure is not remembered. */
  readonly fetch: () => Promise<T>;
  /** Whether an error only says that the source is out of reach, so that the old value may serve on. */
  readonly isOutOfReach: (error: unknown) => boolean;
  /** Told when an old value serves on. */
  readonly servesOn: (ageMs: number) => void;
  readonly clock: Clock;
}

/** A value that lives elsewhere: kept for a while, one fetch at a time, refreshed out of turn with restraint. */
export class Cached<T> {
  readonly #source: Source<T>;
  #kept: { readonly value: T; readonly at: number } | undefined;
  #flight: Promise<T> | undefined;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  constructor(source: Source<T>) {
    this.#source = source;
  }

  /** The value, at most {@link MAX_AGE_MS} old, or {@link MAX_STALE_MS} where the source is out of reach. */
  async current(): Promise<T> {
    const kept = this.#kept;
    if (kept === undefined) return this.#fetch();
    const age = this.#now() - kept.at;
    if (age < MAX_AGE_MS) return kept.value;
    try {
      return await this.#fetch();
    } catch (error) {
      if (!this.#source.isOutOfReach(error) || age >= MAX_STALE_MS) throw error;
      this.#source.servesOn(age);
      return kept.value;
    }
  }

  /**
   * Fetches anew, at most once per {@link REFRESH_INTERVAL_MS}; whoever asks while that goes on gets its outcome too.
   * @returns the value before and after, or undefined where it is too soon.
   */
  async refreshed(): Promise<{ readonly before: T | undefined; readonly after: T } | undefined> {
    if (this.#flight === undefined) {
      if (this.#now() - this.#refreshedAt < REFRESH_INTERVAL_MS) return undefined;
      this.#refreshedAt = this.#now();
    }
    const before = this.#kept?.value;
    return { before, after: await this.#fetch() };
  }

  #fetch(): Promise<T> {
    this.#flight ??= this.#keep().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #keep(): Promise<T> {
    const value = await this.#source.fetch();
    this.#kept = { value, at: this.#now() };
    return value;
  }

  #now(): number {
    return this.#source.clock.now().getTime();
  }
}
