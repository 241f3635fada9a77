/** Something that waits for its moment. */
export interface Waiting {
  /** When it is due, in milliseconds since 1970. */
  readonly at: number;
  /** Decides between those that are due at one moment: the smaller one is first. */
  readonly order: number;
  /** Whether nobody waits for it any longer. */
  readonly closed: boolean;
}

/** What waits, the earliest first: a binary heap. */
export class DueQueue<Item extends Waiting> {
  readonly #heap: Item[] = [];

  add(item: Item): void {
    const heap = this.#heap;
    let place = heap.push(item) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  /** The earliest that someone still waits for. */
  first(): Item | undefined {
    while (this.#heap[0]?.closed) this.#removeFirst();
    return this.#heap[0];
  }

  /** Takes out the earliest if it is due. */
  takeDue(until: number): Item | undefined {
    const first = this.first();
    if (first === undefined || first.at > until) return undefined;
    this.#removeFirst();
    return first;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    this.#swap(0, heap.length - 1);
    heap.pop();
    let place = 0;
    for (;;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      let least = place;
      if (left < heap.length && this.#isBefore(left, least)) least = left;
      if (right < heap.length && this.#isBefore(right, least)) least = right;
      if (least === place) return;
      this.#swap(place, least);
      place = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return;
    this.#heap[one] = b;
    this.#heap[other] = a;
  }
}
