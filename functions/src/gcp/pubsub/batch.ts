/** What one call may hold. */
export interface BatchLimits {
  readonly maxItems: number;
  readonly maxBytes: number;
  /** How long an item waits for company while other calls are under way, in milliseconds. */
  readonly delayMs: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts items that come at once into one call. A lone item waits for no other: it goes out at the end of the turn of
 * the event loop in which it came. While calls are under way items wait a little, so that under load they share calls.
 */
export class Batch<Item extends { readonly byteLength: number }, Result> {
  readonly #send: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #limits: BatchLimits;
  readonly #isPoisoned: (error: unknown) => boolean;
  #waiting: Waiting<Item, Result>[] = [];
  #bytes = 0;
  #underWay = 0;
  #cancel: (() => void) | undefined;

  /**
   * @param send Makes one call; its results are in the order of the items.
   * @param isPoisoned Whether one item may be to blame for a call that failed: the others are then sent without it.
   */
  constructor(
    send: (items: readonly Item[]) => Promise<readonly Result[]>,
    limits: BatchLimits,
    isPoisoned: (error: unknown) => boolean = () => false,
  ) {
    this.#send = send;
    this.#limits = limits;
    this.#isPoisoned = isPoisoned;
  }

  /** Resolves with the item's result, and rejects with what the call failed with that it was part of. */
  add(item: Item): Promise<Result> {
    const { maxItems, maxBytes } = this.#limits;
    if (this.#waiting.length > 0 && this.#bytes + item.byteLength > maxBytes) this.#flush();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#bytes += item.byteLength;
      if (this.#waiting.length >= maxItems) this.#flush();
      else this.#cancel ??= this.#schedule();
    });
  }

  #schedule(): () => void {
    if (this.#underWay === 0) {
      const turn = setImmediate(() => this.#flush());
      return () => clearImmediate(turn);
    }
    const timer = setTimeout(() => this.#flush(), this.#limits.delayMs);
    return () => clearTimeout(timer);
  }

  #flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    this.#underWay += 1;
    void this.#sendAll(batch).finally(() => {
      this.#underWay -= 1;
    });
  }

  /** Settles every item. A poisoned call is halved until the item that is to blame is alone. */
  async #sendAll(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      settle(batch, await this.#send(batch.map(({ item }) => item)));
    } catch (error) {
      if (batch.length > 1 && this.#isPoisoned(error)) {
        const half = Math.ceil(batch.length / 2);
        await Promise.all([this.#sendAll(batch.slice(0, half)), this.#sendAll(batch.slice(half))]);
        return;
      }
      for (const { reject } of batch) reject(error);
    }
  }
}

function settle<Item, Result>(batch: readonly Waiting<Item, Result>[], results: readonly Result[]): void {
  for (const [index, { resolve, reject }] of batch.entries()) {
    const result = results[index];
    if (result === undefined)
      reject(new Error(`The answer holds ${results.length} results for ${batch.length} items.`));
    else resolve(result);
  }
}
