import { ledgerId, type CommandFailure, type Fence, type Mutation, type NewWork } from '../core/ledger/store.ts';
import { MemoryStore } from './memory-store.ts';

/** When the process dies: before a commit takes effect, or after it has and before anyone learns of it. */
export type Death = 'before the commit' | 'after the commit';

/**
 * A store whose process dies once at each commit: everything that it does afterwards fails, until it is started again.
 * What was committed stays.
 */
export class MortalStore extends MemoryStore {
  readonly #death: Death | undefined;
  readonly #survived = new Set<string>();
  #isDead = false;

  constructor(death?: Death) {
    super();
    this.#death = death;
  }

  /** Starts the process again. */
  restart(): void {
    this.#isDead = false;
  }

  override async commitNew(work: readonly NewWork[]): Promise<boolean> {
    const events = work.map(({ request }) => ledgerId(request.key)).join(' ');
    return this.#mortal(`${events} at once`, () => super.commitNew(work));
  }

  override async commit(fence: Fence, command: string, mutations: readonly Mutation[], last: boolean) {
    return this.#mortal(`${ledgerId(fence.key)} ${command}`, () => super.commit(fence, command, mutations, last));
  }

  override async complete(fence: Fence): Promise<boolean> {
    return this.#mortal(`${ledgerId(fence.key)} complete`, () => super.complete(fence));
  }

  override async write(mutations: readonly Mutation[]): Promise<void> {
    const places = mutations.map(({ collection, id }) => `${collection}/${id}`).join(' ');
    return this.#mortal(`write ${places}`, () => super.write(mutations));
  }

  override async release(
    fence: Fence,
    failures: readonly CommandFailure[],
    mutations?: readonly Mutation[],
  ): Promise<boolean> {
    this.#requireLife();
    return super.release(fence, failures, mutations);
  }

  override async bury(
    fence: Fence,
    failures: readonly CommandFailure[],
    mutations?: readonly Mutation[],
  ): Promise<boolean> {
    this.#requireLife();
    return super.bury(fence, failures, mutations);
  }

  async #mortal<Result>(commit: string, work: () => Promise<Result>): Promise<Result> {
    this.#requireLife();
    if (this.#death === undefined || this.#survived.has(commit)) return work();
    this.#survived.add(commit);
    if (this.#death === 'after the commit') await work();
    this.#isDead = true;
    throw new ProcessDied();
  }

  #requireLife(): void {
    if (this.#isDead) throw new ProcessDied();
  }
}

class ProcessDied extends Error {
  override readonly message = 'The process died.';
}
