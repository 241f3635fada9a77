/** What happened in one schedule: its steps, if someone wants to read them, and what should not have happened. */
export class Journal {
  readonly violations: string[] = [];
  readonly lines: string[] = [];
  readonly #isTraced: boolean;
  readonly #now: () => number;
  readonly #startedAt: number;

  /** @param now In milliseconds. @param isTraced Whether to keep the steps. */
  constructor(now: () => number, isTraced: boolean) {
    this.#now = now;
    this.#startedAt = now();
    this.#isTraced = isTraced;
  }

  /** @param text Asked only if someone wants to read it. */
  note(who: string | undefined, text: () => string): void {
    if (!this.#isTraced) return;
    const seconds = ((this.#now() - this.#startedAt) / 1000).toFixed(3);
    this.lines.push(`${seconds.padStart(10)} s  ${(who ?? '').padEnd(24)} ${text()}`);
  }

  violate(sentence: string): void {
    this.violations.push(sentence);
    this.note('VIOLATION', () => sentence);
  }
}
