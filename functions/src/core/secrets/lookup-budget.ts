import type { Clock } from '../ports.ts';

/** How many look-ups unproven requests may cause, in each interval. */
export class LookupBudget {
  readonly #most: number;
  readonly #intervalMs: number;
  readonly #clock: Clock;
  #since = Number.NEGATIVE_INFINITY;
  #taken = 0;

  constructor(most: number, intervalMs: number, clock: Clock) {
    this.#most = most;
    this.#intervalMs = intervalMs;
    this.#clock = clock;
  }

  /** Whether none is left for now. */
  get isUsedUp(): boolean {
    return this.#takenSoFar() >= this.#most;
  }

  /** Takes one. @returns false if none is left. */
  take(): boolean {
    if (this.isUsedUp) return false;
    this.#taken++;
    return true;
  }

  /** Gives one back that turned out to be for a good reason. */
  giveBack(): void {
    this.#taken = Math.max(0, this.#taken - 1);
  }

  #takenSoFar(): number {
    const now = this.#clock.now().getTime();
    // A clock that was set back begins an interval too.
    if (now < this.#since || now - this.#since >= this.#intervalMs) {
      this.#since = now;
      this.#taken = 0;
    }
    return this.#taken;
  }
}
