import { expect, it, onTestFinished } from 'vitest';
import { messageOf, openQueue, TOPIC } from '../testing/queue.ts';
import { temporaryStateDir } from '../testing/state-dir.ts';

it('what was published is in the file once the promise resolves, under the ids that it resolves with', async () => {
  const { publisher, database } = opened();
  const [first, second] = await Promise.all([
    publisher.publish(TOPIC, [messageOf('evt_1'), messageOf('evt_2')]),
    publisher.publish(TOPIC, [messageOf('evt_3')]),
  ]);
  const rows = database.prepare("SELECT id, attributes ->> 'id' AS event FROM messages ORDER BY id").all();
  expect(rows).toEqual([
    { id: Number(first[0]), event: 'evt_1' },
    { id: Number(first[1]), event: 'evt_2' },
    { id: Number(second[0]), event: 'evt_3' },
  ]);
});

it('an event that is published again is a message more but no other event', async () => {
  const { publisher, database } = opened();
  await publisher.publish(TOPIC, [messageOf('evt_1')]);
  await publisher.publish(TOPIC, [messageOf('evt_1')]);
  expect(database.prepare('SELECT message, id FROM events').all()).toEqual([{ message: 1, id: 'evt_1' }]);
  expect(database.prepare('SELECT count(*) AS count FROM messages').get()).toEqual({ count: 2 });
});

it('an event whose id is too long for an attribute is listed by the envelope', async () => {
  const { publisher, database } = opened();
  const id = 'x'.repeat(1_200);
  await publisher.publish(TOPIC, [messageOf(id)]);
  expect(database.prepare('SELECT id FROM events').get()).toEqual({ id });
});

it('a message that is not an event of its topic is kept and delivered all the same', async () => {
  const { publisher, database } = opened();
  const message = { data: Buffer.from([0xff, 0x00]), attributes: { provider: 'acme' } };
  await publisher.publish(TOPIC, [message]);
  expect(database.prepare('SELECT data FROM messages').get()).toEqual({ data: new Uint8Array([0xff, 0x00]) });
  expect(database.prepare('SELECT * FROM events').all()).toEqual([]);
});

it('what cannot be written is rejected, all of it, and the next publish goes through', async () => {
  const { publisher, database } = opened();
  database.exec(`CREATE TRIGGER full BEFORE INSERT ON messages BEGIN SELECT raise(ABORT, 'disk full'); END`);
  const refused = [publisher.publish(TOPIC, [messageOf('evt_1')]), publisher.publish(TOPIC, [messageOf('evt_2')])];
  const outcomes = await Promise.allSettled(refused);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  database.exec('DROP TRIGGER full');
  await publisher.publish(TOPIC, [messageOf('evt_3')]);
  expect(database.prepare('SELECT id FROM events').all()).toEqual([{ id: 'evt_3' }]);
});

function opened() {
  const opened = openQueue(temporaryStateDir());
  onTestFinished(opened.close);
  return opened;
}
