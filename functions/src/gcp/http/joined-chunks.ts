/** Capacity at the second chunk. Most bodies are a single chunk and never need it. */
const FIRST_CAPACITY = 16_384;

/**
 * Joins the chunks of a body as they arrive. Kept in a list, a body that comes in single bytes takes hundreds of times
 * its size; and a list that is joined at the end takes the body twice.
 */
export class JoinedChunks {
  readonly #maxBytes: number;
  #only: Buffer | undefined;
  /** Made for the second chunk: an ArrayBuffer costs more than all else that is done for a body in one piece. */
  #bytes: ArrayBuffer | undefined;
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
    if (this.#only !== undefined) return this.#only;
    return this.#bytes === undefined ? Buffer.alloc(0) : Buffer.from(this.#bytes, 0, this.#length);
  }

  /** Frees the memory now rather than at the next garbage collection. */
  discard(): void {
    this.#only = undefined;
    this.#bytes?.transfer(0);
    this.#bytes = undefined;
    this.#length = 0;
  }

  #append(chunk: Buffer, at: number): void {
    new Uint8Array(this.#roomFor(at + chunk.byteLength)).set(chunk, at);
  }

  #roomFor(needed: number): ArrayBuffer {
    const held = this.#bytes;
    if (held !== undefined && needed <= held.byteLength) return held;
    const doubled = Math.max(FIRST_CAPACITY, 2 * (held?.byteLength ?? 0));
    const capacity = Math.max(needed, Math.min(doubled, this.#maxBytes));
    // Transferring frees the old memory at once.
    const room = held?.transfer(capacity) ?? new ArrayBuffer(capacity);
    this.#bytes = room;
    return room;
  }
}
