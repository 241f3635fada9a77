import type { Mutation } from '../ledger/store.ts';
import { newInstance } from './decision.ts';
import type { OutgoingMessage } from '../event/platform-event.ts';
import type { DurableSagaDefinition } from './definition.ts';
import type { InstanceDecision, SagaTime } from './fact-step.ts';
import { commandMessages } from './saga-message.ts';
import { instanceIn, instancePlace, instanceRecord } from './instance-record.ts';
import { isQuiet, type Decided, type InstanceState } from './instance-state.ts';

/** Decides what becomes of an instance. Pure: it runs again if another decision came first. */
type Decide = (before: InstanceState, now: number) => Decided;

/** An instance, and the saga that decides about it. */
export interface Instance {
  /** The name of its saga. */
  readonly saga: string;
  readonly key: string;
  readonly definition: DurableSagaDefinition;
}

/** One decision about one instance, as a mutation of its record. */
export class InstanceChange implements InstanceDecision {
  readonly instance: Instance;
  readonly #decide: Decide;
  readonly #begins: boolean;
  #before: InstanceState | undefined;
  #after: InstanceState | undefined;
  #removes = false;

  private constructor(instance: Instance, decide: Decide, begins: boolean) {
    this.instance = instance;
    this.#decide = decide;
    this.#begins = begins;
  }

  /** A change that begins the instance if there is none. */
  static ofAny(instance: Instance, decide: Decide): InstanceChange {
    return new InstanceChange(instance, decide, true);
  }

  /** A change of an instance that exists; without one, nothing is changed. */
  static ofPresent(instance: Instance, decide: Decide): InstanceChange {
    return new InstanceChange(instance, decide, false);
  }

  /** The state that was made when the mutation last ran: what is stored once it was committed. */
  get after(): InstanceState | undefined {
    return this.#after;
  }

  /** Whether the instance was removed, because it had been quiet for long. */
  get removes(): boolean {
    return this.#removes;
  }

  messages(now: Date): readonly OutgoingMessage[] {
    return this.#after === undefined ? [] : commandMessages(this.#after, this.instance.definition, now);
  }

  newMessages(now: Date): readonly OutgoingMessage[] {
    const { definition } = this.instance;
    return this.#after === undefined ? [] : commandMessages(this.#after, definition, now, this.#before);
  }

  /** Makes the change; it throws what the pipeline threw, and nothing is written then. */
  mutation(time: SagaTime): Mutation {
    return this.#mutation(time, false);
  }

  /** Makes the change, and holds the instance if the pipeline throws. */
  holding(time: SagaTime): Mutation {
    return this.#mutation(time, true);
  }

  #mutation(time: SagaTime, holds: boolean): Mutation {
    const { saga, key, definition } = this.instance;
    return {
      ...instancePlace(saga, key),
      mutate: (current, readAt) => {
        this.#after = undefined;
        this.#removes = false;
        if (current === undefined && !this.#begins) return undefined;
        const now = time(readAt).getTime();
        const before = current === undefined ? newInstance(saga, key, definition) : instanceIn(current);
        const decided = this.#decide(before, now);
        this.#before = before;
        this.#after = decided.state;
        this.#removes = current !== undefined && isQuiet(decided.state, definition, now);
        const { record, fault } = instanceRecord(before, decided, definition);
        if (fault !== undefined && !holds) throw fault;
        const isSame =
          decided.state === before && record.dueAt === current?.['dueAt'] && record.build === current?.['build'];
        return isSame && !this.#removes ? current : record;
      },
      removes: () => this.#removes,
    };
  }
}
