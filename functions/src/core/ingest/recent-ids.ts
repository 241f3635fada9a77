/**
 * Remembers the last published events of this instance, so that a provider's immediate repeat is answered
 * without being published again. Only what Pub/Sub has accepted is remembered: an event whose publishing
 * failed is never refused. The ledger, not this memory, is what makes effects happen once.
 */
export class RecentIds {
  readonly #half: number;
  readonly #maxAgeMs: number;
  /** When each was published, in Unix milliseconds. Full, it becomes the older half: none is ever looked for to be forgotten. */
  #newer = new Map<string, number>();
  #older: ReadonlyMap<string, number> = new Map();

  /** @param limit The most that it holds; it always knows the last half of that. */
  constructor(limit = 10_000, maxAgeMs = 15 * 60_000) {
    this.#half = limit / 2;
    this.#maxAgeMs = maxAgeMs;
  }

  has(source: string, id: string, now: Date): boolean {
    const key = keyOf(source, id);
    const at = this.#newer.get(key) ?? this.#older.get(key);
    return at !== undefined && now.getTime() - at <= this.#maxAgeMs;
  }

  add(source: string, id: string, now: Date): void {
    if (this.#newer.size >= this.#half) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(keyOf(source, id), now.getTime());
  }
}

function keyOf(source: string, id: string): string {
  return `${source} ${id}`;
}
