import type { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { deadLetterOf } from '../functions/src/core/letters/dead-letter.ts';
import { buildEvent, encodeEvent, type OutgoingMessage } from '../functions/src/core/event/platform-event.ts';
import type { LedgerKey } from '../functions/src/core/ledger/store.ts';
import { wakeUpMessage } from '../functions/src/core/durable/saga-message.ts';
import { SAGAS, topicOf } from '../functions/src/core/event/names.ts';
import { LocalEventReader } from './event-reader.ts';
import { CONSUMER, messageOf, openQueue, subscriberOf, TOPIC } from './testing/queue.ts';
import { temporaryStateDir } from './testing/state-dir.ts';

const LONG = { minBackoffSeconds: 36_000_000, maxBackoffSeconds: 36_000_000 };

it('an event that waits is published, one whose delivery failed is retrying with its error, an acked one is handled', async () => {
  const { reader, publisher, queue } = opened();
  queue.start([
    subscriberOf(
      ({ attributes }) => {
        if (attributes['id'] === 'evt_held') return new Promise(() => {});
        return attributes['id'] === 'evt_bad' ? Promise.reject(new Error('no luck')) : Promise.resolve();
      },
      { policy: LONG },
    ),
  ]);
  await publisher.publish(
    TOPIC,
    ['evt_good', 'evt_bad', 'evt_held'].map((id) => messageOf(id)),
  );
  await expect
    .poll(async () => (await reader.events({ limit: 9 })).events.map(({ id, status }) => [id, status]))
    .toEqual([
      ['evt_held', 'published'],
      ['evt_bad', 'retrying'],
      ['evt_good', 'handled'],
    ]);
  const [retrying] = (await reader.events({ limit: 1, status: 'retrying' })).events;
  expect(retrying?.consumers).toEqual([
    { name: CONSUMER, status: 'retrying', attempts: 1, error: 'no luck', commands: [] },
  ]);
});

it('commands, attempts and errors are those of the ledger', async () => {
  const { reader, publisher, queue, store } = opened();
  queue.start([
    subscriberOf(
      async () => {
        const claim = await store.claim({ key, event, leaseMs: 1_000, now });
        if (claim.status !== 'claimed') throw new Error('busy');
        const fence = { key, token: claim.token, now };
        await store.commit(fence, 'saga/Good', [], false);
        await store.release(fence, [{ command: 'saga/Bad', message: 'for good', permanent: true }]);
        throw new Error('again');
      },
      { policy: LONG },
    ),
  ]);
  await publisher.publish(TOPIC, [messageOf('evt_1')]);
  await expect
    .poll(async () => (await reader.event('evt_1'))?.consumers)
    .toEqual([
      {
        name: CONSUMER,
        status: 'retrying',
        attempts: 1,
        error: 'again',
        commands: [
          { name: 'saga/Good', status: 'done' },
          { name: 'saga/Bad', status: 'failed', error: 'for good' },
        ],
      },
    ]);
});

it('an event that was given up on is dead, also when it is delivered once more, until a redrive has handled it', async () => {
  const { reader, publisher, queue, store, database } = opened();
  const claimOf = (redrive?: string) =>
    store.claim({ key, event, leaseMs: 1_000, now, ...(redrive !== undefined && { redrive }) });
  queue.start([
    subscriberOf(async (delivery) => {
      const claim = await claimOf(delivery.attributes['redrive']);
      if (claim.status !== 'claimed') return;
      const fence = { key, token: claim.token, now };
      if (delivery.attributes['redrive'] !== undefined) {
        await store.complete(fence);
        return;
      }
      const report = { consumer: CONSUMER, reason: 'bad', attempts: 1, time: now };
      await publisher.publish(`${TOPIC}-dead-letter`, [deadLetterOf(delivery, report)]);
      await store.bury(fence, [{ command: 'a', message: 'bad', permanent: true }]);
    }),
  ]);
  const settled = () =>
    expect.poll(async () => {
      const [detail, dead] = [await reader.event('evt_1'), await reader.events({ limit: 9, status: 'dead' })];
      return { status: detail?.status, dead: dead.events.length };
    });
  await publisher.publish(TOPIC, [messageOf('evt_1')]);
  await settled().toEqual({ status: 'dead', dead: 1 });
  await publisher.publish(TOPIC, [messageOf('evt_1')]);
  await queueIsIdle(database);
  await settled().toEqual({ status: 'dead', dead: 1 });
  await publisher.publish(TOPIC, [messageOf('evt_1', { consumer: CONSUMER, redrive: 'r1' })]);
  await settled().toEqual({ status: 'handled', dead: 0 });
});

it('filters combine, * in a type stands for any text and other signs for themselves, and a limit keeps the newest', async () => {
  const { reader, publisher, queue } = opened();
  queue.start([subscriberOf(async () => {})]);
  await publisher.publish(
    TOPIC,
    ['evt_1', 'evt_2', 'evt_3'].map((id) => messageOf(id)),
  );
  const ids = async (query: object) => (await reader.events({ limit: 9, ...query })).events.map(({ id }) => id);
  expect(await ids({ provider: 'acme', type: 'thing.*' })).toEqual(['evt_3', 'evt_2', 'evt_1']);
  expect(await ids({ type: 'thing.mad?' })).toEqual([]);
  expect(await ids({ type: '[t]hing.made' })).toEqual([]);
  expect(await ids({ provider: 'stripe' })).toEqual([]);
  expect(await ids({ limit: 2 })).toEqual(['evt_3', 'evt_2']);
});

it('pages follow each other without an event missing or twice, also while new ones arrive', async () => {
  const { reader, publisher } = opened();
  const ids = Array.from({ length: 7 }, (_, index) => `evt_${index}`);
  await publisher.publish(
    TOPIC,
    ids.map((id) => messageOf(id)),
  );
  const first = await reader.events({ limit: 3 });
  await publisher.publish(TOPIC, [messageOf('evt_new')]);
  const second = await reader.events({ limit: 3, before: first.next ?? '' });
  const third = await reader.events({ limit: 3, before: second.next ?? '' });
  expect([first, second, third].flatMap(({ events }) => events.map(({ id }) => id))).toEqual(ids.toReversed());
  expect(third.next).toBeUndefined();
});

it('a text is found in the id, the type, the subject and the payload, in either case, and signs stand for themselves', async () => {
  const { reader, publisher } = opened();
  await publisher.publish(TOPIC, [
    textMessageOf('evt_1', 'cus_77', { note: 'Grüße an 100%_sure' }),
    textMessageOf('evt_2', 'cus_78', { note: 'data' }),
  ]);
  const found = async (text: string) => (await reader.events({ limit: 9, text })).events.map(({ id }) => id);
  expect(await found('EVT_1')).toEqual(['evt_1']);
  expect(await found('Thing.Made')).toEqual(['evt_2', 'evt_1']);
  expect(await found('cus_78')).toEqual(['evt_2']);
  expect(await found('grüße AN')).toEqual(['evt_1']);
  expect(await found('100%_')).toEqual(['evt_1']);
  expect(await found('1__%')).toEqual([]);
  // What every envelope says around it is not searched.
  expect(await found('application/json')).toEqual([]);
  expect((await reader.events({ limit: 1, text: 'cus_77' })).events).toMatchObject([{ subject: 'cus_77' }]);
});

it('events of one object are found by their envelopes and by what the ledger says that they concern, and only those', async () => {
  const { reader, publisher, queue, store } = opened();
  const handled = new Map([
    ['evt_1', ['cus_77', 'jane']],
    ['evt_3', ['jane']],
  ]);
  queue.start([
    subscriberOf(async ({ attributes, messageId }) => {
      const subjects = handled.get(attributes['id'] ?? '');
      if (subjects === undefined) return;
      const told = { ...event, messageId, subjects };
      const entryKey = { ...key, id: attributes['id'] ?? '' };
      await store.commitNew([{ request: { key: entryKey, event: told, leaseMs: 1_000, now }, commands: [] }]);
    }),
  ]);
  await publisher.publish(TOPIC, [
    textMessageOf('evt_1', 'cus_77', {}),
    textMessageOf('evt_2', 'cus_77', {}),
    textMessageOf('evt_3', 'cus_78', {}),
    textMessageOf('evt_4', 'Jane@Example.com', {}),
  ]);
  const found = async (query: object) => (await reader.events({ limit: 9, ...query })).events.map(({ id }) => id);
  await expect.poll(() => found({ subject: 'jane' })).toEqual(['evt_3', 'evt_1']);
  // Nobody handled the second: its envelope names it all the same.
  expect(await found({ subject: 'cus_77' })).toEqual(['evt_2', 'evt_1']);
  expect(await found({ subject: 'jane@example.com' })).toEqual(['evt_4']);
  expect(await found({ subject: 'cus_7' })).toEqual([]);
  expect(await found({ subject: 'jane', since: new Date(0), until: new Date(1) })).toEqual([]);
  expect(await found({ subject: 'jane', since: new Date(0), limit: 1 })).toEqual(['evt_3']);
  const [unhandled, second] = await Promise.all([reader.event('evt_2'), reader.event('evt_3')]);
  expect(unhandled?.subjects).toEqual(['cus_77']);
  expect(second).toMatchObject({ subject: 'cus_78', subjects: ['jane'] });
});

it('an entry that is past its time is no longer found by what it concerns', async () => {
  const { store, database } = opened();
  const told = { ...event, subjects: ['cus_1', 'in_1'] };
  await store.commitNew([{ request: { key, event: told, leaseMs: 1_000, now }, commands: [] }]);
  expect(await store.entries({ limit: 9, subject: 'in_1' })).toHaveLength(1);
  database.exec('DELETE FROM ledger');
  expect(database.prepare('SELECT count(*) AS count FROM ledger_subjects').get()).toEqual({ count: 0 });
});

it(
  'one page looks through 10,000 events; what is further back is found on the next',
  { timeout: 180_000 },
  async () => {
    const { reader, publisher } = opened();
    await publisher.publish(TOPIC, [messageOf('evt_needle')]);
    for (let batch = 0; batch < 10; batch++) {
      await publisher.publish(
        TOPIC,
        Array.from({ length: 1_000 }, (_, index) => messageOf(`evt_${batch}_${index}`)),
      );
    }
    const first = await reader.events({ limit: 5, text: 'needle' });
    expect(first.events).toEqual([]);
    const second = await reader.events({ limit: 5, text: 'needle', before: first.next ?? '' });
    expect(second).toMatchObject({ events: [{ id: 'evt_needle' }] });
    expect(second.next).toBeUndefined();
    const none = await reader.events({ limit: 5, status: 'handled' });
    expect({ events: none.events, goesOn: none.next !== undefined }).toEqual({ events: [], goesOn: true });
  },
);

it('a command of a durable saga that failed is retrying, although its instance took its message; a wake-up is not shown', async () => {
  const { reader, publisher, queue, store } = opened();
  const about = { consumer: 'sagas-onSagaEvent', source: '/sagas/dunning', id: 'c1' };
  queue.start([
    subscriberOf(
      async ({ attributes }) => {
        if (attributes['id'] !== 'c1') return;
        const claim = await store.claim({ key: about, event: { ...event, provider: 'sagas' }, leaseMs: 1_000, now });
        if (claim.status !== 'claimed') throw new Error('busy');
        const fence = { key: about, token: claim.token, now };
        await store.release(fence, [{ command: 'dunning/Remind', message: 'not yet', permanent: false }]);
      },
      { consumer: about.consumer, topic: topicOf(SAGAS) },
    ),
  ]);
  const described = { id: 'c1', type: 'Remind', time: now, source: about.source, subject: 'in_1' };
  const command = encodeEvent(buildEvent(SAGAS, described, { receivedAt: now }), Buffer.from('{}'));
  await publisher.publish(topicOf(SAGAS), [wakeUpMessage('dunning', 'in_1', 1, now), command]);
  for (const status of ['retrying', undefined] as const) {
    const query = { limit: 9, ...(status !== undefined && { status }) };
    await expect
      .poll(async () => (await reader.events(query)).events)
      .toMatchObject([{ id: 'c1', status: 'retrying', subject: 'in_1', consumers: [{ attempts: 1 }] }]);
  }
  expect((await reader.events({ limit: 9, status: 'handled' })).events).toEqual([]);
});

it("an event's detail has the envelope byte for byte", async () => {
  const { reader, publisher } = opened();
  const message = messageOf('evt_1');
  await publisher.publish(TOPIC, [message]);
  const detail = await reader.event('evt_1');
  expect(Buffer.from(detail?.envelope ?? [])).toEqual(message.data);
  expect(detail).toMatchObject({ messageId: '1', attributes: message.attributes, status: 'published', consumers: [] });
  expect(await reader.event('evt_1', 'stripe')).toBeUndefined();
});

function textMessageOf(id: string, subject: string, payload: object): OutgoingMessage {
  const now = new Date();
  const about = { id, type: 'thing.made', time: now, source: '//acme.test', subject };
  return encodeEvent(buildEvent('acme', about, { receivedAt: now }), Buffer.from(JSON.stringify(payload)));
}

const key: LedgerKey = { consumer: CONSUMER, source: '//acme.test', id: 'evt_1' };
const event = { provider: 'acme', eventType: 'thing.made', time: '', receivedTime: '', messageId: '1' };
const now = new Date();

async function queueIsIdle(database: DatabaseSync): Promise<void> {
  const open = database.prepare('SELECT count(*) AS count FROM deliveries WHERE state < 2');
  await expect.poll(() => open.get()).toEqual({ count: 0 });
}

function opened() {
  const opened = openQueue(temporaryStateDir());
  onTestFinished(opened.close);
  return { ...opened, reader: new LocalEventReader(opened.database) };
}
