import type { Clock } from '../ports.ts';

/** How long a fetched value is used before it is fetched again. */
export const MAX_AGE_MS = 5 * 60_000;
/** How long it still serves while its source is out of reach. */
export const MAX_STALE_MS = 60 * 60_000;
/** How long a failed fetch is remembered: until then nobody asks again, however many requests come. */
export const FAILURE_AGE_MS = 5_000;
/** Least time between two refreshes that unverified requests may cause, so that forgeries cannot hammer the source. */
export const REFRESH_INTERVAL_MS = 30_000;

interface Source<T> {
  /** Fetches the value. Called once at a time. */
  readonly fetch: () => Promise<T>;
  /** Whether an error only says that the source is out of reach, so that the old value may serve on. */
  readonly isOutOfReach: (error: unknown) => boolean;
  /** Told when an old value serves on. */
  readonly servesOn: (ageMs: number) => void;
  readonly clock: Clock;
}

/**
 * A value that lives elsewhere: kept for a while, one fetch at a time, refreshed out of turn with restraint. A failure
 * is kept too, for {@link FAILURE_AGE_MS}: what cannot be had is not asked for with every request.
 */
export class Cached<T> {
  readonly #source: Source<T>;
  #kept: { readonly value: T; readonly at: number } | undefined;
  #failed: { readonly error: unknown; readonly at: number } | undefined;
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
      if (this.#servesOn(error, age)) return kept.value;
      throw error;
    }
  }

  /**
   * Fetches again, at most once per {@link REFRESH_INTERVAL_MS}; whoever asks while that goes on gets its outcome too.
   * @returns the value before and after, or undefined if it is too soon.
   */
  async refreshed(): Promise<{ readonly before: T | undefined; readonly after: T } | undefined> {
    if (this.#flight === undefined) {
      if (this.#now() - this.#refreshedAt < REFRESH_INTERVAL_MS) return undefined;
      this.#refreshedAt = this.#now();
    }
    const before = this.#kept?.value;
    return { before, after: await this.#fetch() };
  }

  async #fetch(): Promise<T> {
    const sinceFailure = this.#failed === undefined ? Infinity : this.#now() - this.#failed.at;
    // A clock that was set back ends it too.
    if (this.#failed !== undefined && sinceFailure >= 0 && sinceFailure < FAILURE_AGE_MS) throw this.#failed.error;
    this.#flight ??= this.#keep().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #keep(): Promise<T> {
    try {
      const value = await this.#source.fetch();
      this.#kept = { value, at: this.#now() };
      this.#failed = undefined;
      return value;
    } catch (error) {
      this.#failed = { error, at: this.#now() };
      // Said here, once for each fetch and not for each request.
      const age = this.#kept === undefined ? Infinity : this.#now() - this.#kept.at;
      if (age >= MAX_AGE_MS && this.#servesOn(error, age)) this.#source.servesOn(age);
      throw error;
    }
  }

  #servesOn(error: unknown, ageMs: number): boolean {
    return this.#source.isOutOfReach(error) && ageMs < MAX_STALE_MS;
  }

  #now(): number {
    return this.#source.clock.now().getTime();
  }
}
