/** Capacity at the second chunk. Most bodies are a single chunk and never need it. */
const FIRST_CAPACITY = 16_384;

/**
 * Joins the chunks of a body as they arrive. Kept in a list, a body that comes in single bytes takes hundreds of times
 * its size; and a list that is joined at the end takes the body twice.
 */
export class JoinedChunks {
  readonly #maxBytes: number;
  #only: Buffer | undefined;
  #bytes = new ArrayBuffer(0);
  #length = 0;

  /** @param maxBytes The most that is kept. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Adds a chunk. @returns false, with nothing kept, if that is more than the limit. */
  add(chunk: Buffer): boolean {
    const length = this.#length + chunk.byteLength;
    if (length > this.#maxBytes) {
      this.discard();
      return false;
    }
    if (this.#length === 0) {
      // One chunk needs no copy.
      this.#only = chunk;
    } else {
      if (this.#only !== undefined) this.#append(this.#only, 0);
      this.#only = undefined;
      this.#append(chunk, this.#length);
    }
    this.#length = length;
    return true;
  }

  /** What arrived. */
  all(): Buffer {
    return this.#only ?? Buffer.from(this.#bytes, 0, this.#length);
  }

  /** Frees the memory now rather than at the next garbage collection. */
  discard(): void {
    this.#only = undefined;
    this.#bytes = this.#bytes.transfer(0);
    this.#length = 0;
  }

  #append(chunk: Buffer, at: number): void {
    const needed = at + chunk.byteLength;
    if (needed > this.#bytes.byteLength) {
      const doubled = Math.max(needed, FIRST_CAPACITY, 2 * this.#bytes.byteLength);
      // Transferring frees the old memory at once.
      this.#bytes = this.#bytes.transfer(Math.max(needed, Math.min(doubled, this.#maxBytes)));
    }
    new Uint8Array(this.#bytes).set(chunk, at);
  }
}
