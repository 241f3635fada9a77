import type { DeliveryPolicy } from '../core/config/delivery-policy.ts';
import { instanceIn } from '../core/durable/instance-record.ts';
import type { InstanceState } from '../core/durable/instance-state.ts';
import { SAGAS, topicOf } from '../core/event/names.ts';
import type { OutgoingMessage } from '../core/event/platform-event.ts';
import type { BusinessLogic } from '../core/handle/plan.ts';
import { SagaConsumer } from '../core/instances/saga-consumer.ts';
import { sweep } from '../core/instances/sweep.ts';
import { RESERVED_COLLECTIONS } from '../core/ledger/store.ts';
import type { Arrival } from './arrival.ts';
import { NO_KEYS } from './service-sources.ts';
import type { MemoryPorts } from './memory-ports.ts';

interface SagaTopicSetup {
  readonly logic: BusinessLogic;
  readonly ports: MemoryPorts;
  readonly policy: DeliveryPolicy;
  readonly timeoutSeconds: number;
  /** Delivers messages until all are acknowledged. */
  readonly deliver: (arrivals: readonly Arrival[]) => Promise<void>;
}

/** Attempts after which a command is not expected to succeed any more. */
const MAX_ATTEMPTS = 20;
/** Moments at which sagas go on by themselves in one run. */
const MAX_WAKE_UPS = 10_000;
/** Facts of one instant are a millisecond apart, and so are the timers that begin with them. */
const SLACK_MS = 1_000;

/**
 * The topic of durable sagas. Their time stands still unless it is told to pass: leases and redeliveries have another
 * clock, so that all facts come at one instant, whatever goes wrong with them.
 */
export class SagaTopic {
  /** Those of the setup, with the time of sagas. */
  readonly ports: MemoryPorts;
  readonly #setup: SagaTopicSetup;
  readonly #consumer: SagaConsumer;
  #now: number;
  #read = 0;

  constructor(setup: SagaTopicSetup) {
    const { logic, ports, policy, timeoutSeconds } = setup;
    this.#setup = setup;
    this.#now = ports.clock.now().getTime();
    this.ports = { ...ports, sagaTime: () => new Date(this.#now) };
    const { durable = {}, handlers } = logic;
    const definition = { name: 'sagas-test', provider: SAGAS, policy, timeoutSeconds, durable, handlers };
    this.#consumer = new SagaConsumer(definition, this.ports, NO_KEYS);
  }

  /** Does what is due now, and waits for commands that failed. */
  async settle(): Promise<void> {
    if (this.#setup.logic.durable === undefined) return;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      await this.#doWhatIsDue();
      const instances = await this.#instances();
      requireNoneHeld(instances);
      const retries = instances.flatMap(({ outbox }) => outbox.flatMap(({ retryAt }) => retryAt ?? []));
      if (retries.length === 0) return;
      this.#now = Math.max(this.#now, Math.min(...retries));
    }
    throw new Error(`A command of a durable saga still fails after ${MAX_ATTEMPTS} attempts.`);
  }

  /** Lets time pass for the sagas. @param ms How long, since now. */
  async pass(ms: number): Promise<void> {
    if (this.#setup.logic.durable === undefined) return;
    const end = this.#now + ms + SLACK_MS;
    for (let wakeUps = 0; wakeUps < MAX_WAKE_UPS; wakeUps++) {
      const next = await this.#nextDue(end);
      if (next === undefined) {
        this.#now = end;
        return;
      }
      this.#now = Math.max(this.#now, next);
      await this.settle();
    }
    throw new Error(`The durable sagas went on by themselves more than ${MAX_WAKE_UPS} times. Let less time pass.`);
  }

  async #doWhatIsDue(): Promise<void> {
    const { durable = {} } = this.#setup.logic;
    for (;;) {
      await sweep({ durable, ports: this.ports, hasTime: () => true });
      const messages = this.ports.publisher.to(topicOf(SAGAS)).slice(this.#read);
      if (messages.length === 0) return;
      this.#read += messages.length;
      await this.#setup.deliver(messages.map((message) => this.#arrivalOf(message)));
    }
  }

  #arrivalOf(message: OutgoingMessage): Arrival {
    const { eventtype, source } = message.attributes;
    return {
      name: `The message ${eventtype} of ${source}`,
      message,
      handle: (delivery) => this.#consumer.handle(delivery, this.ports.log),
    };
  }

  async #nextDue(end: number): Promise<number | undefined> {
    const [first] = await this.ports.store.find(RESERVED_COLLECTIONS.sagaInstances, {
      where: { field: 'dueAt', atMost: end },
      limit: 1,
      fields: [],
    });
    return first === undefined ? undefined : Number(first.data['dueAt']);
  }

  async #instances(): Promise<readonly InstanceState[]> {
    const records = await this.ports.store.list(RESERVED_COLLECTIONS.sagaInstances, { limit: Number.MAX_SAFE_INTEGER });
    return records.map(({ data }) => instanceIn(data));
  }
}

function requireNoneHeld(instances: readonly InstanceState[]): void {
  const held = instances.find(({ status }) => status === 'held');
  if (held === undefined) return;
  throw new Error(
    `The pipeline of ${held.saga} threw for the instance ${held.key}. Tell the same story with given(${held.saga}) to see why.`,
  );
}
