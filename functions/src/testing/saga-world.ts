import { NO_KEYS } from './service-sources.ts';
import { filter } from 'rxjs';
import { DEFAULT_DELIVERY_POLICY, type DeliveryPolicy } from '../core/config/delivery-policy.ts';
import type { Delivery } from '../core/delivery.ts';
import type { DurableSagas } from '../core/durable/definition.ts';
import { from } from '../core/durable/fact-sources.ts';
import { instanceIn, instancePlace } from '../core/durable/instance-record.ts';
import type { InstanceState } from '../core/durable/instance-state.ts';
import { IntegrationEvent } from '../core/event/integration-event.ts';
import { isJsonObject, isText } from '../core/event/json.ts';
import { deadLetterTopicOf, SAGAS, topicOf } from '../core/event/names.ts';
import { buildEvent, encodeEvent, type OutgoingMessage, type PlatformEvent } from '../core/event/platform-event.ts';
import { Consumer } from '../core/handle/consumer.ts';
import { SagaConsumer } from '../core/instances/saga-consumer.ts';
import { sweep, type Swept } from '../core/instances/sweep.ts';
import type { CommandHandler } from '../core/logic/command.ts';
import { memoryPorts, type MemoryPorts } from './memory-ports.ts';

/** What the tests' provider sends. */
interface AcmeFact {
  readonly key?: string;
  readonly data?: unknown;
}

export class AcmeEvent extends IntegrationEvent<AcmeFact> {
  static revive(envelope: PlatformEvent): AcmeEvent {
    const { key, data } = isJsonObject(envelope.data) ? envelope.data : {};
    return new AcmeEvent({ ...(isText(key) && { key }), data }, envelope);
  }
}

/** Facts from the tests' events of one type. */
export const acme = (type: string) =>
  from(
    AcmeEvent,
    filter((event) => event.envelope.eventtype === type),
    ({ event }) => ({ key: event.key, fact: event.data ?? {} }),
  );

/** How the consumers of these tests retry. */
const POLICY: DeliveryPolicy = { ...DEFAULT_DELIVERY_POLICY, maxAttempts: 3 };

/** One provider, its durable sagas and their topic, over ports in memory whose clock a test moves. */
export class SagaWorld {
  readonly ports: MemoryPorts;
  /** May be replaced, as by a deploy. */
  durable: DurableSagas;
  readonly #handlers: readonly CommandHandler[];
  #events = 0;
  #read = 0;

  constructor(durable: DurableSagas, handlers: readonly CommandHandler[]) {
    const ports = memoryPorts();
    this.ports = { ...ports, sagaTime: () => ports.clock.now() };
    this.durable = durable;
    this.#handlers = handlers;
  }

  /** Delivers one event. @returns whether it was acked or has to be delivered again. */
  async event(
    type: string,
    native: AcmeFact,
    {
      id = `e${(this.#events += 1)}`,
      attributes = {},
      ageMs = 0,
      account,
    }: {
      readonly id?: string;
      readonly attributes?: Record<string, string>;
      readonly ageMs?: number;
      readonly account?: string | undefined;
    } = {},
  ): Promise<'ack' | 'again'> {
    const now = this.ports.clock.now();
    const about = buildEvent('acme', { id, type, time: now, source: '//acme.example' }, { receivedAt: now, account });
    const message = encodeEvent(about, Buffer.from(JSON.stringify(native)));
    const consumer = new Consumer(
      {
        name: 'acme-onAcmeEvent',
        provider: 'acme',
        policy: POLICY,
        timeoutSeconds: 60,
        revive: (envelope) => AcmeEvent.revive(envelope),
        sagas: {},
        tasks: {},
        durable: this.durable,
        handlers: [],
      },
      this.ports,
      NO_KEYS,
    );
    return this.#acked(consumer, { ...message, attributes: { ...message.attributes, ...attributes } }, ageMs);
  }

  /** Delivers what was published to the sagas' topic, and what follows from that. @param times How often each message is delivered. */
  async settle(times = 1): Promise<void> {
    for (;;) {
      const messages = this.ports.publisher.to(topicOf(SAGAS)).slice(this.#read);
      if (messages.length === 0) return;
      this.#read += messages.length;
      for (const message of messages) for (let time = 0; time < times; time++) await this.deliver(message);
    }
  }

  /** Delivers one message of the sagas' topic. */
  deliver(message: OutgoingMessage, ageMs = 0): Promise<'ack' | 'again'> {
    const definition = { name: 'sagas-onSagaEvent', provider: SAGAS, policy: POLICY, timeoutSeconds: 60 };
    const consumer = new SagaConsumer(
      { ...definition, durable: this.durable, handlers: this.#handlers },
      this.ports,
      NO_KEYS,
    );
    return this.#acked(consumer, message, ageMs);
  }

  sweep(): Promise<Swept> {
    return sweep({ durable: this.durable, ports: this.ports, hasTime: () => true });
  }

  /** Moves the clock, and lets happen what is due by then. */
  async advance(ms: number): Promise<void> {
    this.ports.clock.advance(ms);
    await this.sweep();
    await this.settle();
  }

  async instance(saga: string, key: string): Promise<InstanceState | undefined> {
    const { collection, id } = instancePlace(saga, key);
    const record = await this.ports.store.get(collection, id);
    return record && instanceIn(record.data);
  }

  letters(topic = SAGAS): readonly OutgoingMessage[] {
    return this.ports.publisher.to(deadLetterTopicOf(topic));
  }

  async #acked(
    consumer: { handle(delivery: Delivery, log: MemoryPorts['log']): Promise<void> },
    { data, attributes }: OutgoingMessage,
    ageMs: number,
  ): Promise<'ack' | 'again'> {
    const publishTime = new Date(this.ports.clock.now().getTime() - ageMs);
    try {
      await consumer.handle({ messageId: '7', data, attributes, publishTime }, this.ports.log);
      return 'ack';
    } catch (error) {
      if (error instanceof Error && error.name === 'Redeliver') return 'again';
      throw error;
    }
  }
}
