import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DEAD_LETTER_ATTRIBUTES } from '../../functions/src/core/letters/dead-letter.ts';
import { GRACE_MS, CONSUMER, messageOf, openQueue, subscriberOf, TOPIC } from '../testing/queue.ts';
import { temporaryStateDir } from '../testing/state-dir.ts';
import type { HeldDelivery } from './delivery-rows.ts';
import { backoffMs } from '../../functions/src/core/config/delivery-policy.ts';
import { MAX_DELIVERIES, type Subscriber } from './subscriber.ts';

it('a message is delivered to every consumer of its topic and to no other, as it was published', async () => {
  const { publisher, queue } = opened();
  const [a, b, other] = [new Inbox(), new Inbox(), new Inbox()];
  queue.start([
    a.subscriber({ consumer: 'acme-a' }),
    b.subscriber({ consumer: 'acme-b' }),
    other.subscriber({ consumer: 'other', topic: 'integration-other-events' }),
  ]);
  const message = messageOf('evt_1');
  const [messageId] = await publisher.publish(TOPIC, [message]);
  const [delivery] = await Promise.all([a.next(), b.next()]);
  expect(delivery).toMatchObject({ messageId, attributes: message.attributes, topic: TOPIC, attempt: 1 });
  expect(Buffer.from(delivery.data)).toEqual(message.data);
  expect(other.received).toEqual([]);
});

it('a message that names a consumer is delivered to that one alone', async () => {
  const { publisher, queue } = opened();
  const [a, b] = [new Inbox(), new Inbox()];
  queue.start([a.subscriber({ consumer: 'acme-a' }), b.subscriber({ consumer: 'acme-b' })]);
  await publisher.publish(TOPIC, [messageOf('evt_1', { consumer: 'acme-b' }), messageOf('evt_2')]);
  expect(await a.take(1)).toEqual(['evt_2']);
  expect(await b.take(2)).toEqual(['evt_1', 'evt_2']);
});

it('a delivery that fails comes again, counted, until it is acked, and then no more', async () => {
  const { publisher, queue, database } = opened();
  const inbox = new Inbox(({ attempt }) => (attempt < 4 ? Promise.reject(new Error('not yet')) : Promise.resolve()));
  queue.start([inbox.subscriber()]);
  await publisher.publish(TOPIC, [messageOf('evt_1')]);
  await inbox.take(4);
  await queue.stop(GRACE_MS);
  expect(inbox.received.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  expect(database.prepare('SELECT state, attempts FROM deliveries').all()).toEqual([{ state: 2, attempts: 4 }]);
});

it('one that fails does not hold up those behind it', async () => {
  const { publisher, queue } = opened();
  const inbox = new Inbox(({ attributes }) =>
    attributes['id'] === 'evt_bad' ? Promise.reject(new Error('never')) : Promise.resolve(),
  );
  // An hour's wait: what arrives in this test arrives beside the failed one.
  queue.start([inbox.subscriber({ policy: { minBackoffSeconds: 36_000_000, maxBackoffSeconds: 36_000_000 } })]);
  await publisher.publish(TOPIC, [messageOf('evt_bad'), messageOf('evt_1'), messageOf('evt_2')]);
  expect(await inbox.take(3)).toEqual(['evt_bad', 'evt_1', 'evt_2']);
});

it('a consumer that is replaced finishes what it began, and the one in its place gets what comes', async () => {
  const { publisher, queue } = opened();
  const finish = Promise.withResolvers<void>();
  const [old, next] = [new Inbox(() => finish.promise), new Inbox()];
  queue.start([old.subscriber()]);
  await publisher.publish(TOPIC, [messageOf('evt_1')]);
  await old.take(1);
  queue.replace([next.subscriber()]);
  await publisher.publish(TOPIC, [messageOf('evt_2')]);
  expect(await next.take(1)).toEqual(['evt_2']);
  finish.resolve();
  await queue.stop(GRACE_MS);
  expect(old.received).toHaveLength(1);
});

it('a delivery that fails after its consumer was replaced comes to the one in its place', async () => {
  const { publisher, queue } = opened();
  const fail = Promise.withResolvers<void>();
  const [old, next] = [new Inbox(() => fail.promise), new Inbox()];
  queue.start([old.subscriber()]);
  await publisher.publish(TOPIC, [messageOf('evt_1')]);
  await old.take(1);
  queue.replace([next.subscriber()]);
  fail.reject(new Error('by the old code'));
  const delivery = await next.next();
  expect(delivery).toMatchObject({ attributes: { id: 'evt_1' }, attempt: 2 });
});

it('what waits for a consumer that is taken away waits until it is back, and a new one is served at once', async () => {
  const { publisher, queue } = opened();
  const [a, b] = [new Inbox(), new Inbox()];
  queue.start([a.subscriber({ consumer: 'acme-a' })]);
  queue.replace([b.subscriber({ consumer: 'acme-b' })]);
  await publisher.publish(TOPIC, [messageOf('evt_1')]);
  expect(await b.take(1)).toEqual(['evt_1']);
  expect(a.received).toEqual([]);
  queue.replace([a.subscriber({ consumer: 'acme-a' }), b.subscriber({ consumer: 'acme-b' })]);
  expect(await a.take(1)).toEqual(['evt_1']);
});

it('the wait between two deliveries doubles from the least to the most', () => {
  const waits = [1, 2, 3, 6, 7, 50].map((attempt) => backoffMs(new Inbox().subscriber().policy, attempt) * 0.1);
  expect(waits).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
});

it('a delivery that does not end in time counts as failed and gives its place free', async () => {
  const { publisher, queue } = opened();
  const inbox = new Inbox(({ attempt }) => (attempt === 1 ? new Promise(() => {}) : Promise.resolve()));
  queue.start([inbox.subscriber({ timeoutSeconds: 0.01 })]);
  await publisher.publish(TOPIC, [messageOf('evt_1')]);
  expect(await inbox.take(2)).toEqual(['evt_1', 'evt_1']);
});

it('no more deliveries are under way at once than allowed', async () => {
  const { publisher, queue } = opened();
  let [running, most] = [0, 0];
  const inbox = new Inbox(async () => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
  });
  queue.start([inbox.subscriber()]);
  await publisher.publish(
    TOPIC,
    Array.from({ length: 40 }, (_, index) => messageOf(`evt_${index}`)),
  );
  await inbox.take(40);
  expect(most).toBe(4);
});

it('what was delivered in vain as often as Pub/Sub allows goes to the dead-letter topic with its bytes', async () => {
  const { publisher, queue, database } = opened();
  const message = messageOf('evt_1');
  const [failing, letters] = [new Inbox(() => Promise.reject(new Error('never'))), new Inbox()];
  const deadLetterTopic = `${TOPIC}-dead-letter`;
  queue.start([
    failing.subscriber({ deadLetterTopic, policy: { minBackoffSeconds: 0, maxBackoffSeconds: 0 } }),
    letters.subscriber({ consumer: 'acme-onDeadLetter', topic: deadLetterTopic }),
  ]);
  await publisher.publish(TOPIC, [message]);
  const letter = await letters.next();
  expect(Buffer.from(letter.data)).toEqual(message.data);
  expect(letter.attributes).toMatchObject({
    ...message.attributes,
    CloudPubSubDeadLetterSourceSubscription: CONSUMER,
    CloudPubSubDeadLetterSourceDeliveryCount: String(MAX_DELIVERIES),
  });
  expect(failing.received).toHaveLength(MAX_DELIVERIES);
  expect(database.prepare('SELECT state, error FROM deliveries WHERE message = 1').get()).toEqual({
    state: 3,
    error: 'never',
  });
});

it("a consumer's own dead letter marks its delivery as dead once it is acked", async () => {
  const { publisher, queue, database } = opened();
  const inbox = new Inbox(async ({ messageId }) => {
    const attributes = { [DEAD_LETTER_ATTRIBUTES.messageId]: messageId, [DEAD_LETTER_ATTRIBUTES.consumer]: CONSUMER };
    await publisher.publish(`${TOPIC}-dead-letter`, [messageOf('evt_1', attributes)]);
  });
  queue.start([inbox.subscriber()]);
  await publisher.publish(TOPIC, [messageOf('evt_1')]);
  await inbox.take(1);
  await queue.stop(GRACE_MS);
  expect(database.prepare('SELECT state FROM deliveries').all()).toEqual([{ state: 3 }]);
});

it('what waits or was under way when the host stopped is delivered after the next start', async () => {
  const stateDir = temporaryStateDir();
  const first = openQueue(stateDir);
  const stuck = new Inbox(() => new Promise(() => {}));
  first.queue.start([stuck.subscriber()]);
  const ids = Array.from({ length: 10 }, (_, index) => `evt_${index}`);
  await first.publisher.publish(
    TOPIC,
    ids.map((id) => messageOf(id)),
  );
  await stuck.take(4);
  await first.close();

  const second = opened(stateDir);
  const inbox = new Inbox();
  second.queue.start([inbox.subscriber()]);
  expect(new Set(await inbox.take(10))).toEqual(new Set(ids));
});

it('what a killed process held is delivered again at once, and its claim in the ledger does not block it', async () => {
  const stateDir = temporaryStateDir();
  const before = openQueue(stateDir);
  before.queue.start([subscriberOf(async () => {})]);
  await before.close();
  const { publisher, queue, store } = opened(stateDir);
  await publisher.publish(TOPIC, [messageOf('evt_1')]);

  const child = spawn(process.execPath, [join(import.meta.dirname, '../testing/holding-host.ts'), stateDir]);
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toBe('claimed\n');
  child.kill('SIGKILL');
  await once(child, 'exit');

  const inbox = new Inbox();
  queue.start([inbox.subscriber()]);
  expect(await inbox.next()).toMatchObject({ attempt: 2, attributes: { id: 'evt_1' } });
  const key = { consumer: CONSUMER, source: '//acme.test', id: 'evt_1' };
  const event = { provider: 'acme', eventType: 'thing.made', time: '', receivedTime: '', messageId: '1' };
  expect(await store.claim({ key, event, leaseMs: 90_000, now: new Date() })).toMatchObject({
    status: 'claimed',
    attempts: 2,
  });
});

it('what another process publishes is found', async () => {
  const stateDir = temporaryStateDir();
  const [here, there] = [opened(stateDir), opened(stateDir)];
  const inbox = new Inbox();
  here.queue.start([inbox.subscriber()]);
  await there.publisher.publish(TOPIC, [messageOf('evt_1')]);
  expect(await inbox.take(1)).toEqual(['evt_1']);
});

it('two hosts of one state file share the work: each message is handled by one of them', async () => {
  const stateDir = temporaryStateDir();
  const [here, there] = [opened(stateDir), opened(stateDir)];
  const inbox = new Inbox();
  here.queue.start([inbox.subscriber()]);
  there.queue.start([inbox.subscriber()]);
  const ids = Array.from({ length: 100 }, (_, index) => `evt_${index + 100}`);
  await here.publisher.publish(
    TOPIC,
    ids.map((id) => messageOf(id)),
  );
  expect(new Set(await inbox.take(100))).toEqual(new Set(ids));
  await Promise.all([here.queue.stop(GRACE_MS), there.queue.stop(GRACE_MS)]);
  expect(inbox.received).toHaveLength(100);
});

function opened(stateDir = temporaryStateDir()) {
  const opened = openQueue(stateDir);
  onTestFinished(opened.close);
  return opened;
}

/** Collects what a consumer is given. */
class Inbox {
  readonly received: HeldDelivery[] = [];
  readonly #handle: (delivery: HeldDelivery) => Promise<void>;
  #arrived = () => {};

  constructor(handle: (delivery: HeldDelivery) => Promise<void> = () => Promise.resolve()) {
    this.#handle = handle;
  }

  subscriber(more: Partial<Subscriber> = {}): Subscriber {
    return subscriberOf((delivery) => {
      this.received.push(delivery);
      this.#arrived();
      return this.#handle(delivery);
    }, more);
  }

  /** The events' ids once this many deliveries have come. */
  async take(count: number): Promise<readonly (string | undefined)[]> {
    while (this.received.length < count) await new Promise<void>((resolve) => (this.#arrived = resolve));
    return this.received.map(({ attributes }) => attributes['id']);
  }

  async next(): Promise<HeldDelivery> {
    await this.take(1);
    const [delivery] = this.received;
    if (delivery === undefined) throw new Error('Nothing was delivered.');
    return delivery;
  }
}
