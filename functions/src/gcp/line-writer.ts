/** Held lines are written at once where they grow to this many characters. */
const MAX_HELD = 64 * 1024;

/**
 * Writes lines, those of one turn of the event loop together: a write is a system call, and each request logs three
 * lines. What is held when the process ends is written then; a process that is killed loses the lines of its last turn.
 */
export class LineWriter {
  readonly #write: (text: string) => unknown;
  #held = '';
  #isWaiting = false;

  /** @param write Takes whole lines, each with its line break, and is done with them when it returns. */
  constructor(write: (text: string) => unknown) {
    this.#write = write;
  }

  write(line: string): void {
    this.#held += line;
    if (this.#held.length >= MAX_HELD) this.flush();
    else if (!this.#isWaiting) {
      this.#isWaiting = true;
      setImmediate(() => this.flush());
    }
  }

  /** Writes what is held. */
  flush(): void {
    this.#isWaiting = false;
    if (this.#held === '') return;
    const text = this.#held;
    this.#held = '';
    this.#write(text);
  }
}
