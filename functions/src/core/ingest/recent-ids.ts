/**
 * Remembers the last published events of this instance, so that a provider's immediate repeat is answered
 * without being published again. Only what Pub/Sub has accepted is remembered: an event whose publishing
 * failed is never refused. The ledger, not this memory, is what makes effects happen once.
 */
export class RecentIds {
  readonly #limit: number;
  readonly #maxAgeMs: number;
  readonly #seen = new Map<string, number>();

  constructor(limit = 10_000, maxAgeMs = 15 * 60_000) {
    this.#limit = limit;
    this.#maxAgeMs = maxAgeMs;
  }

  has(source: string, id: string, now: Date): boolean {
    const at = this.#seen.get(`${source} ${id}`);
    return at !== undefined && now.getTime() - at <= this.#maxAgeMs;
  }

  add(source: string, id: string, now: Date): void {
    const key = `${source} ${id}`;
    this.#seen.delete(key);
    this.#seen.set(key, now.getTime());
    if (this.#seen.size <= this.#limit) return;
    const oldest = this.#seen.keys().next();
    if (!oldest.done) this.#seen.delete(oldest.value);
  }
}
