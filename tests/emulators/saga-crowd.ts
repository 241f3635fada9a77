import { setTimeout as delay } from 'node:timers/promises';
import { debounceTime, exhaustMap, map, merge, scan, skip, take, timer } from 'rxjs';
import { DEFAULT_DELIVERY_POLICY } from '../../functions/src/core/config/delivery-policy.ts';
import type { Delivery } from '../../functions/src/core/delivery.ts';
import { withFact } from '../../functions/src/core/durable/decision.ts';
import { days, hours } from '../../functions/src/core/durable/durations.ts';
import { durableSaga } from '../../functions/src/core/durable/durable-saga.ts';
import { ofFact } from '../../functions/src/core/durable/fact-sources.ts';
import { InstanceChange } from '../../functions/src/core/durable/instance-change.ts';
import { deadLetterTopicOf, SAGAS, topicOf } from '../../functions/src/core/event/names.ts';
import { buildEvent, encodeEvent, type OutgoingMessage } from '../../functions/src/core/event/platform-event.ts';
import { Consumer } from '../../functions/src/core/handle/consumer.ts';
import { SagaConsumer } from '../../functions/src/core/instances/saga-consumer.ts';
import { sweep, type Swept } from '../../functions/src/core/instances/sweep.ts';
import type { Store } from '../../functions/src/core/ledger/store.ts';
import { Command, recordHandler } from '../../functions/src/core/logic/command.ts';
import { memoryPorts } from '../../functions/src/testing/memory-ports.ts';
import { acme, AcmeEvent } from '../../functions/src/testing/saga-world.ts';
import { NO_KEYS } from '../../functions/src/testing/service-sources.ts';

/** As many as an instance of a function is given. */
const AT_ONCE = 80;
const BACKOFF_MS = 500;
const DELIVERED = { policy: DEFAULT_DELIVERY_POLICY, timeoutSeconds: 60 };

class Note extends Command {
  static readonly type = 'Note';
  readonly id: string;
  readonly text: string;

  constructor(id: string, text: string) {
    super();
    this.id = id;
    this.text = text;
  }
}

/** What was done is kept as a list, so that twice and out of order shows. */
const note = recordHandler(Note, ({ id, text }, records): undefined => {
  records.update('deeds', id, (current) => {
    const deeds = current?.['deeds'];
    return { deeds: [...(Array.isArray(deeds) ? deeds : []), text] };
  });
});

/** Pauses a campaign at the tenth bounce, and says how many there were once an hour has passed without one. */
const storm = durableSaga({ bounced: acme('bounced') }, (facts$, { clock, key }) => {
  const counts$ = facts$.pipe(scan((count) => count + 1, 0));
  const tenth$ = counts$.pipe(skip(9), take(1));
  const last$ = counts$.pipe(debounceTime(hours(1), clock), take(1));
  return merge(
    tenth$.pipe(map((count) => new Note(key, `paused at ${count}`))),
    last$.pipe(map((count) => new Note(key, `counted ${count}`))),
  );
});

/** Reminds once, a day later. */
const reminder = durableSaga({ made: acme('made') }, (facts$, { clock, key }) =>
  facts$.pipe(
    ofFact('made'),
    exhaustMap(() => timer(days(1), clock)),
    map(() => new Note(key, 'reminded')),
  ),
);

const durable = { storm, reminder };

/** Instances of the functions of durable sagas, which are given messages as Pub/Sub does it: many at once, and again after a pause. */
export class SagaCrowd {
  /** How far the time of the sagas is ahead. */
  aheadMs = 0;
  readonly #ports;
  readonly #stores: readonly Store[];
  #read = 0;

  /** @param stores The same one for each instance of the consumer of events, over its own connection. */
  constructor(stores: readonly [Store, ...Store[]]) {
    this.#stores = stores;
    const sagaTime = (time: Date) => new Date(time.getTime() + this.aheadMs);
    this.#ports = { ...memoryPorts(), clock: { now: () => new Date() }, store: stores[0], sagaTime };
  }

  /** Delivers events of one instance of a saga to all instances of the consumer. */
  async events(type: string, key: string, count: number): Promise<void> {
    const messages = Array.from({ length: count }, (_unused, index) => {
      const time = new Date();
      const about = { id: `evt_${index}`, type, time, source: '//acme.example' };
      return encodeEvent(buildEvent('acme', about, { receivedAt: time }), Buffer.from(JSON.stringify({ key })));
    });
    const logic = { revive: AcmeEvent.revive, sagas: {}, tasks: {}, durable, handlers: [] };
    const definition = { name: 'acme-onAcmeEvent', provider: 'acme', ...DELIVERED, ...logic };
    const consumers = this.#stores.map((store) => new Consumer(definition, { ...this.#ports, store }, NO_KEYS));
    await Promise.all(consumers.map((consumer) => this.#deliver(messages, consumer)));
  }

  /** Has instances of the reminder wait, all for the same moment. */
  async remindAtOnce(keys: readonly string[]): Promise<void> {
    const made = Date.now();
    const changes = keys.map((key) =>
      InstanceChange.ofAny({ saga: 'reminder', key, definition: reminder }, (before) =>
        withFact(before, reminder, { name: 'made', data: {}, from: key, receivedAt: made }, made),
      ),
    );
    const { store } = this.#ports;
    const pages = Array.from({ length: Math.ceil(changes.length / 100) }, (_unused, page) =>
      changes.slice(100 * page, 100 * (page + 1)),
    );
    for (const page of pages) await store.write(page.map((change) => change.mutation(() => new Date(made))));
  }

  /** Wakes what is due, and delivers what is published by that, and what follows. */
  async wake(): Promise<Swept> {
    const swept = await sweep({ durable, ports: this.#ports, hasTime: () => true });
    await this.settle();
    return swept;
  }

  /** Delivers what was published to the topic of the sagas. */
  async settle(): Promise<void> {
    const definition = { name: 'sagas-onSagaEvent', provider: SAGAS, ...DELIVERED, durable, handlers: [note] };
    const consumer = new SagaConsumer(definition, this.#ports, NO_KEYS);
    for (;;) {
      const messages = this.#ports.publisher.to(topicOf(SAGAS)).slice(this.#read);
      if (messages.length === 0) return;
      this.#read += messages.length;
      await this.#deliver(messages, consumer);
    }
  }

  /** How many dead letters were published. */
  get letters(): number {
    const { publisher } = this.#ports;
    return ['acme', SAGAS].flatMap((provider) => publisher.to(deadLetterTopicOf(provider))).length;
  }

  async deedsOf(key: string): Promise<unknown> {
    return (await this.#ports.store.get('deeds', key))?.data['deeds'];
  }

  async #deliver(messages: readonly OutgoingMessage[], consumer: Pick<Consumer, 'handle'>): Promise<void> {
    const waiting = messages.entries();
    const worker = async () => {
      for (const [index, message] of waiting) {
        const delivery = { ...message, messageId: String(index), publishTime: new Date() };
        while (!(await this.#isAcked(delivery, consumer))) await delay(BACKOFF_MS);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async #isAcked(delivery: Delivery, consumer: Pick<Consumer, 'handle'>): Promise<boolean> {
    try {
      await consumer.handle(delivery, this.#ports.log);
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'Redeliver') return false;
      throw error;
    }
  }
}
