import { expect, it, onTestFinished } from 'vitest';
import { removeExpired } from './retention.ts';
import { messageOf, openQueue, subscriberOf, TOPIC } from './testing/queue.ts';
import { temporaryStateDir } from './testing/state-dir.ts';

const DAY_MS = 24 * 60 * 60_000;

it('messages and the journal are kept for 31 days and ledger entries for 35, with all that belongs to them', async () => {
  const { database, publisher, queue, store, close } = openQueue(temporaryStateDir());
  onTestFinished(close);
  queue.start([subscriberOf(async () => {})]);
  await publisher.publish(TOPIC, [messageOf('evt_old'), messageOf('evt_new')]);
  await queue.stop(1_000);
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
  expect(left('SELECT count(*) FROM minutes')).toEqual([1]);

  removeExpired(database, new Date(now + 40 * DAY_MS));
  expect(left('SELECT id FROM messages')).toEqual([]);
});
