import { backoffMs, type DeliveryPolicy } from '../config/delivery-policy.ts';
import { withDeadCommand, withoutCommand, withRetry } from '../durable/decision.ts';
import { InstanceChange, type Instance } from '../durable/instance-change.ts';
import type { Outgoing } from '../durable/instance-state.ts';

type Backoff = Pick<DeliveryPolicy, 'minBackoffSeconds' | 'maxBackoffSeconds'>;

/** How a command can end, as changes of its instance. */
export class CommandEnd {
  /** It leaves the outbox. */
  readonly done: InstanceChange;
  readonly #instance: Instance;
  readonly #id: string;
  readonly #policy: Backoff;
  #died: InstanceChange | undefined;
  #failed: InstanceChange | undefined;

  constructor(instance: Instance, { id }: Outgoing, policy: Backoff) {
    this.#instance = instance;
    this.#id = id;
    this.#policy = policy;
    this.done = InstanceChange.ofPresent(instance, (state, now) => ({ state: withoutCommand(state, id, now) }));
  }

  /** It is tried again later. @param attempt The number of the attempt that failed. */
  failed(attempt: number): InstanceChange {
    const waitMs = backoffMs(this.#policy, attempt);
    this.#failed = InstanceChange.ofPresent(this.#instance, (state, now) => ({
      state: withRetry(state, this.#id, now + waitMs),
    }));
    return this.#failed;
  }

  /** Its handler asked to be tried again later. @param until By the time of durable sagas. */
  waits(until: Date): InstanceChange {
    this.#failed = InstanceChange.ofPresent(this.#instance, (state) => ({
      state: withRetry(state, this.#id, until.getTime()),
    }));
    return this.#failed;
  }

  /** Whether it has failed, and the instance knows when it is tried again. */
  get isWaiting(): boolean {
    return this.#failed?.after?.outbox.some(({ id }) => id === this.#id) === true;
  }

  /** It was given up on. @param reason For the pipeline, if it asks. */
  dead(reason: string): InstanceChange {
    const { definition } = this.#instance;
    this.#died = InstanceChange.ofPresent(this.#instance, (state, now) => ({
      state: withDeadCommand(state, definition, { id: this.#id, reason }, now),
    }));
    return this.#died;
  }

  /** The change that was made, if one was. */
  get noted(): InstanceChange | undefined {
    return [this.#died, this.done].find((change) => change?.after !== undefined);
  }
}
