/** Where lines go: what a file descriptor does, as far as a writer needs it. */
export interface LineSink {
  /** Takes bytes. @returns how many it took; 0 if it is full for now. @throws if nobody will ever read them. */
  write(bytes: Uint8Array): number;
  /** Whether somebody else's text is half-way out: a line of ours would end up inside it. */
  isBusy(): boolean;
  /** Stops the whole process for a moment, for a reader to catch up. */
  pause(): void;
}

/** Held lines are written at once when they grow to this many characters. */
const MAX_HELD = 64 * 1024;

/**
 * Bytes that wait for a slow reader. Above this the process waits with them: a log that grows without end would take
 * the memory of the requests, and a dropped line is one that an alert does not count.
 */
const MAX_WAITING = 1024 * 1024;

/** How soon a sink that was full is tried again. */
const RETRY_MS = 5;

/**
 * POSIX takes this many bytes into a pipe all at once or not at all, so no line within them is ever cut in two.
 * @see https://man7.org/linux/man-pages/man7/pipe.7.html (PIPE_BUF)
 */
const ATOMIC_BYTES = 4096;

const LINE_BREAK = 0x0a;
const NOTHING = Buffer.alloc(0);

/**
 * Writes whole lines in their order, those of one turn of the event loop together: a write is a system call, and each
 * request logs three lines. A reader that is slow for a moment delays nothing but the lines; see {@link MAX_WAITING}.
 * A line that does not fit is finished before anything else in this process can write, so no line is cut, lost or
 * mixed with another. Only a process that is killed loses the lines that it still holds.
 */
export class LineWriter {
  readonly #sink: LineSink;
  #held = '';
  #waiting: Buffer = NOTHING;
  #turn: NodeJS.Immediate | undefined;
  #willRetry = false;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  /** @param line With its line break. */
  write(line: string): void {
    this.#held += line;
    if (this.#held.length >= MAX_HELD) this.#endTurn();
    else this.#turn ??= setImmediate(() => this.#endTurn());
  }

  /** Writes all there is, and returns once it is out. For the end of the process. */
  flush(): void {
    this.#release();
    // What somebody else has half-way out stays half a line: this process runs nothing more that could finish it.
    if (this.#sink.isBusy()) this.#waiting = Buffer.concat([Buffer.of(LINE_BREAK), this.#waiting]);
    this.#waitFor(0);
  }

  #endTurn(): void {
    this.#release();
    const isBusy = this.#sink.isBusy();
    if (isBusy || !this.#drain()) this.#retryLater();
    // Nobody can finish what is half-way out while this process waits.
    if (!isBusy) this.#waitFor(MAX_WAITING);
  }

  #release(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    if (this.#held === '') return;
    const bytes = Buffer.from(this.#held);
    this.#held = '';
    this.#waiting = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
  }

  #retryLater(): void {
    if (this.#willRetry) return;
    this.#willRetry = true;
    const retry = () => {
      this.#willRetry = false;
      this.#endTurn();
    };
    // Not a reason to stay alive: the end of the process writes what is left.
    setTimeout(retry, RETRY_MS).unref();
  }

  #waitFor(bytes: number): void {
    while (this.#waiting.length > bytes && !this.#drain()) this.#sink.pause();
  }

  /** Writes until the sink is full. @returns whether everything is out. */
  #drain(): boolean {
    while (this.#waiting.length > 0) {
      const chunk = wholeLinesOf(this.#waiting);
      const taken = this.#take(chunk);
      if (taken === 0) return false;
      this.#waiting = this.#waiting.subarray(chunk.length);
      this.#finish(chunk.subarray(taken));
    }
    return true;
  }

  /** The rest of a line that is too long for one write. Whatever else writes here has to wait for its end. */
  #finish(rest: Buffer): void {
    for (let left = rest; left.length > 0;) {
      const taken = this.#take(left);
      if (taken === 0) this.#sink.pause();
      left = left.subarray(taken);
    }
  }

  #take(bytes: Buffer): number {
    try {
      return this.#sink.write(bytes);
    } catch {
      // The reader is gone: there is nobody to tell, and a request must not fail for it.
      return bytes.length;
    }
  }
}

/** As many whole lines as a pipe takes at once, or one longer line. */
function wholeLinesOf(bytes: Buffer): Buffer {
  if (bytes.length <= ATOMIC_BYTES) return bytes;
  const last = bytes.lastIndexOf(LINE_BREAK, ATOMIC_BYTES - 1);
  return bytes.subarray(0, 1 + (last === -1 ? bytes.indexOf(LINE_BREAK) : last));
}
