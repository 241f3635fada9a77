import { PermanentError } from '../event/errors.ts';
import type { NewWork, Store } from '../ledger/store.ts';
import { MutatorFault } from './staging.ts';

/** Events that are committed together at the most: a commit has limits, and all of them wait for it. */
const MAX_TOGETHER = 50;

interface Waiting {
  readonly work: NewWork;
  readonly settle: PromiseWithResolvers<boolean>;
}

/**
 * Commits events without a claim. Firestore takes about one write per second to one document over time, so facts that wait
 * for one instance of a durable saga are committed together: while a commit is under way, the next ones gather.
 */
export class CommitQueue {
  readonly #store: Pick<Store, 'commitNew'>;
  /** What waits for the commit that is under way, by instance. */
  readonly #gathering = new Map<string, Waiting[]>();

  constructor(store: Pick<Store, 'commitNew'>) {
    this.#store = store;
  }

  /**
   * @param instance What the event shares with others that are to be committed together; undefined if it shares nothing.
   * @returns false if the event has to be claimed. Rejects as {@link Store.commitNew} does.
   */
  async commit(work: NewWork, instance: string | undefined): Promise<boolean> {
    if (instance === undefined) return this.#store.commitNew([work]);
    const gathering = this.#gathering.get(instance);
    if (gathering !== undefined) {
      const settle = Promise.withResolvers<boolean>();
      gathering.push({ work, settle });
      return settle.promise;
    }
    const next: Waiting[] = [];
    this.#gathering.set(instance, next);
    try {
      return await this.#store.commitNew([work]);
    } finally {
      void this.#drain(instance, next);
    }
  }

  async #drain(instance: string, gathered: Waiting[]): Promise<void> {
    while (gathered.length > 0) await this.#together(gathered.splice(0, MAX_TOGETHER));
    this.#gathering.delete(instance);
  }

  /** Each one by itself if they cannot be committed together: one that was handled before stops all of them. */
  async #together(waiting: readonly Waiting[]): Promise<void> {
    try {
      const isDone = waiting.length > 1 && (await this.#tryAll(waiting));
      for (const { work, settle } of waiting) {
        if (isDone) settle.resolve(true);
        else await this.#store.commitNew([work]).then(settle.resolve, settle.reject);
      }
    } catch (error) {
      for (const { settle } of waiting) settle.reject(error);
    }
  }

  /** @throws what the store throws if it cannot be reached. */
  async #tryAll(waiting: readonly Waiting[]): Promise<boolean> {
    try {
      return await this.#store.commitNew(waiting.map(({ work }) => work));
    } catch (error) {
      if (error instanceof MutatorFault || PermanentError.is(error)) return false;
      throw error;
    }
  }
}
