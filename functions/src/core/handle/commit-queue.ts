import { setTimeout as delay } from 'node:timers/promises';
import { PermanentError } from '../event/errors.ts';
import { ledgerId, type NewWork, type Store } from '../ledger/store.ts';
import { Redeliver } from '../redelivery.ts';
import { MutatorFault } from './staging.ts';

/** Events that are committed together at the most: a commit has limits, and all of them wait for it. */
const MAX_TOGETHER = 50;

/** After that many commits that came too late, Pub/Sub delivers the messages again. */
const MAX_TRIES = 12;
const FIRST_WAIT_MS = 20;
const MAX_WAIT_MS = 1_000;

interface Waiting {
  readonly work: NewWork;
  readonly settle: PromiseWithResolvers<boolean>;
}

/**
 * Commits events without a claim. Firestore takes about one write per second to one document over time, so facts that wait
 * for one instance of a durable saga are committed together: while a commit is under way, the next ones gather.
 */
export class CommitQueue {
  readonly #store: Pick<Store, 'commitNew' | 'states'>;
  /** What waits for the commit that is under way, by instance. */
  readonly #gathering = new Map<string, Waiting[]>();

  constructor(store: Pick<Store, 'commitNew' | 'states'>) {
    this.#store = store;
  }

  /**
   * @param instance What the event shares with others that are to be committed together; undefined if it shares nothing.
   * @returns false if the event has to be claimed. Rejects as {@link Store.commitNew} does.
   * @throws {Redeliver} if others keep changing the instance.
   */
  commit(work: NewWork, instance: string | undefined): Promise<boolean> {
    if (instance === undefined) return this.#store.commitNew([work]);
    const waiting = { work, settle: Promise.withResolvers<boolean>() };
    const gathering = this.#gathering.get(instance);
    if (gathering === undefined) void this.#drain(instance, [waiting]);
    else gathering.push(waiting);
    return waiting.settle.promise;
  }

  async #drain(instance: string, gathering: Waiting[]): Promise<void> {
    this.#gathering.set(instance, gathering);
    while (gathering.length > 0) {
      const batch = takeBatch(gathering);
      await this.#together(batch).catch((error: unknown) => {
        for (const { settle } of batch) settle.reject(error);
      });
    }
    this.#gathering.delete(instance);
  }

  /** @throws what the store throws if it cannot be reached. */
  async #together(batch: readonly Waiting[]): Promise<void> {
    let open = batch;
    for (let tries = 1; open.length > 0; tries++) {
      try {
        if (await this.#store.commitNew(open.map(({ work }) => work))) {
          for (const { settle } of open) settle.resolve(true);
          return;
        }
      } catch (error) {
        if (!(error instanceof MutatorFault || PermanentError.is(error))) throw error;
        return this.#apart(open, error);
      }
      const unknown = await this.#withoutKnown(open);
      if (unknown.length === open.length) await backOff(tries);
      open = unknown;
    }
  }

  /** Halves, until the one that cannot be committed is alone. */
  async #apart(batch: readonly Waiting[], error: unknown): Promise<void> {
    if (batch.length === 1) return batch[0]?.settle.reject(error);
    const middle = Math.ceil(batch.length / 2);
    await this.#together(batch.slice(0, middle));
    await this.#together(batch.slice(middle));
  }

  /** Those that the ledger does not know; the others have to be claimed. */
  async #withoutKnown(batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    const states = await this.#store.states(batch.map(({ work }) => work.request.key));
    for (const [index, { settle }] of batch.entries()) if (states[index] !== undefined) settle.resolve(false);
    return batch.filter((_waiting, index) => states[index] === undefined);
  }
}

/** Takes the next events out, each once: a second delivery of one waits until the first is committed. */
function takeBatch(gathering: Waiting[]): readonly Waiting[] {
  const batch = new Map<string, Waiting>();
  const rest = gathering.filter((waiting) => {
    const id = ledgerId(waiting.work.request.key);
    if (batch.size === MAX_TOGETHER || batch.has(id)) return true;
    batch.set(id, waiting);
    return false;
  });
  gathering.splice(0, Infinity, ...rest);
  return [...batch.values()];
}

/** Waits for those who came first. Two that wait for the same time meet again. @throws {Redeliver} */
async function backOff(tries: number): Promise<void> {
  if (tries === MAX_TRIES) throw new Redeliver('held', 'Other events kept changing the instance of the durable saga.');
  await delay(Math.min(FIRST_WAIT_MS * 2 ** tries, MAX_WAIT_MS) * Math.random());
}
