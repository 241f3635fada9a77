import { describe, expect, it, onTestFinished } from 'vitest';
import { DEFAULT_DELIVERY_POLICY, type DeliveryPolicy } from '../functions/src/core/config/delivery-policy.ts';
import { removeExpired, removePastPolicy, topicPolicies } from './retention.ts';
import { GRACE_MS, messageOf, openQueue, subscriberOf, TOPIC } from './testing/queue.ts';
import { temporaryStateDir } from './testing/state-dir.ts';
import { LocalTopicHistory } from './topic-history.ts';

const DAY_MS = 24 * 60 * 60_000;

it('messages and the journal are kept for 31 days and ledger entries for 35, with all that belongs to them', async () => {
  const { database, publisher, queue, store, close } = openQueue(temporaryStateDir());
  onTestFinished(close);
  queue.start([subscriberOf(async () => {})]);
  await publisher.publish(TOPIC, [messageOf('evt_old'), messageOf('evt_new')]);
  await queue.stop(GRACE_MS);
  const now = Date.now();
  database.prepare('UPDATE messages SET publish_time = ? WHERE id = 1').run(now - 32 * DAY_MS);
  const claimedAgo = (id: string, days: number) =>
    store.claim({
      key: { consumer: 'c', source: 's', id },
      event: { provider: 'acme', eventType: 't', time: '', receivedTime: '', messageId: '1' },
      leaseMs: 1,
      now: new Date(now - days * DAY_MS),
    });
  await claimedAgo('evt_old', 36);
  await claimedAgo('evt_new', 34);

  for (const [place, daysAgo] of [
    [1, 32],
    [2, 30],
  ] as const) {
    const time = now - daysAgo * DAY_MS;
    database
      .prepare(
        `INSERT INTO requests VALUES (?, ?, ?, 'acme', 'POST', '/', 0, 200, NULL, NULL, '[]', 1, '[]', x'', 0, '', '[]')`,
      )
      .run(place, `r${place}`, time);
    database.prepare('INSERT INTO request_events VALUES (?, ?)').run(place, `evt_${place}`);
    database.prepare('INSERT INTO handlings VALUES (?, ?, ?)').run(place, place, '[]');
    database.prepare(`INSERT INTO handling_logs VALUES (?, ?, 'c', 1, 0, '[]')`).run(place, place);
    database.prepare(`INSERT INTO api_answers VALUES ('acme', ?, '{}', ?)`).run(`GET /${place}`, time);
    database.prepare('INSERT INTO minutes VALUES (?, ?)').run(Math.floor(time / 60_000), '{}');
  }

  removeExpired(database, new Date(now));
  const left = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => Object.values(row)[0]);
  expect(left('SELECT id FROM messages')).toEqual([2]);
  expect(left('SELECT id FROM events')).toEqual(['evt_new']);
  expect(left('SELECT message FROM deliveries')).toEqual([2]);
  expect(left('SELECT id FROM ledger')).toEqual(['evt_new']);
  expect(left('SELECT id FROM requests')).toEqual(['r2']);
  expect(left('SELECT event FROM request_events')).toEqual(['evt_2']);
  expect(left('SELECT message FROM handlings')).toEqual([2]);
  expect(left('SELECT message FROM handling_logs')).toEqual([2]);
  expect(left('SELECT request FROM api_answers')).toEqual(['GET /2']);
  expect(left('SELECT count(*) FROM minutes')).toEqual([1]);

  removeExpired(database, new Date(now + 40 * DAY_MS));
  expect(left('SELECT id FROM messages')).toEqual([]);
});

describe('the policy of a topic', () => {
  const POLICY: DeliveryPolicy = { ...DEFAULT_DELIVERY_POLICY, topicRetentionDays: 2, retentionDays: 5 };
  const policies = topicPolicies([['acme', POLICY]]);

  /** Three messages of 1, 4 and 6 days ago. */
  async function aged() {
    const opened = openQueue(temporaryStateDir());
    onTestFinished(opened.close);
    opened.queue.start([subscriberOf(async () => {})]);
    await opened.publisher.publish(
      TOPIC,
      ['evt_6', 'evt_4', 'evt_1'].map((id) => messageOf(id)),
    );
    await opened.queue.stop(GRACE_MS);
    const now = Date.now();
    for (const [index, days] of [6, 4, 1].entries()) {
      const time = now - days * DAY_MS;
      opened.database.prepare('UPDATE messages SET publish_time = ? WHERE id = ?').run(time, index + 1);
    }
    return { ...opened, now: new Date(now) };
  }
  const idsIn = async (history: LocalTopicHistory) =>
    (await Array.fromAsync(history.messages(TOPIC, new Date(0)))).map(({ attributes }) => attributes['id']);

  it('is as far as a replay sees back', async () => {
    const { database, now } = await aged();
    const clock = { now: () => now };
    expect(await idsIn(new LocalTopicHistory(database, policies, clock))).toEqual(['evt_1']);
    expect(await idsIn(new LocalTopicHistory(database, new Map(), clock))).toEqual(['evt_6', 'evt_4', 'evt_1']);
    const later = { now: () => new Date(now.getTime() + 40 * DAY_MS) };
    expect(await idsIn(new LocalTopicHistory(database, new Map(), later))).toEqual([]);
  });

  it('lets messages go that no subscription keeps either, and those of no other topic', async () => {
    const { database, now } = await aged();
    const left = (table: string, column: string) =>
      database
        .prepare(`SELECT ${column} AS id FROM ${table} ORDER BY 1`)
        .all()
        .map(({ id }) => id);
    removePastPolicy(database, topicPolicies([['other', POLICY]]), now);
    expect(left('messages', 'id')).toEqual([1, 2, 3]);
    removePastPolicy(database, policies, now);
    expect(left('messages', 'id')).toEqual([2, 3]);
    expect(left('deliveries', 'message')).toEqual([2, 3]);
    expect(left('events', 'id')).toEqual(['evt_1', 'evt_4']);
    removePastPolicy(database, topicPolicies([['acme', DEFAULT_DELIVERY_POLICY]]), now);
    expect(left('messages', 'id')).toEqual([2, 3]);
  });
});

it('places of reconciliations are kept as long as ledger entries, and records of handlers for good', async () => {
  const { database, store, close } = openQueue(temporaryStateDir());
  onTestFinished(close);
  const now = Date.now();
  for (const [id, days] of [
    ['old', 36],
    ['new', 34],
  ] as const) {
    const updatedAt = new Date(now - days * DAY_MS).toISOString();
    for (const collection of ['reconciliations', 'orders'])
      await store.write([{ collection, id, mutate: () => ({ updatedAt }) }]);
  }
  removeExpired(database, new Date(now));
  const idsOf = async (collection: string) => (await store.list(collection, { limit: 9 })).map(({ id }) => id);
  expect(await idsOf('reconciliations')).toEqual(['new']);
  expect(await idsOf('orders')).toEqual(['new', 'old']);
});
