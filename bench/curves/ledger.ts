import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { LocalEventReader } from '../../local/event-reader.ts';
import { removeExpired } from '../../local/retention.ts';
import { SqliteStore } from '../../local/sqlite-store.ts';
import { DEFAULT_DELIVERY_POLICY } from '../../functions/src/core/config/delivery-policy.ts';
import { doneAtOnce } from '../../functions/src/core/ledger/ledger.ts';
import { RETENTION } from '../../functions/src/core/ledger/retention.ts';
import { ledgerId, type ClaimRequest } from '../../functions/src/core/ledger/store.ts';
import { measureRounds, type Curves } from '../lib/curve.ts';
import { temporaryFolder } from '../lib/state-folder.ts';
import { cpuMsOfEach } from '../lib/timing.ts';

const DAY_MS = 24 * 60 * 60_000;
/** How much longer ledger entries are kept than messages. */
const LONGER_MS = RETENTION.ledgerEntry.ms - DEFAULT_DELIVERY_POLICY.topicRetentionDays * DAY_MS;
/** Events that have expired when retention runs, whatever the number of those that stay. */
const EXPIRED = 250;
/** Events that are dead, and events of the rare type, whatever the number of all. */
const RARE = 10;
const PAGE = 50;
const CONSUMER = 'acme-onAcmeEvent';
const SOURCE = '//acme.test';

const WRITING = ['claim and commit', 'commit at once', `retention of ${EXPIRED}`];
const READING = ['newest page', 'one event', 'dead ones', 'rare type', 'text search'];

/** What the local store costs by the number of its events, each with a ledger entry: writing, and reading for people. */
export async function ledgerCurves(sizes: readonly number[]): Promise<readonly Curves[]> {
  const costs = await measureRounds(sizes, 1, measure);
  const lines = [...WRITING, ...READING].map((name, line) => ({ name, unit: 'ms', costs: costs[line] ?? [] }));
  return [
    {
      name: 'ledger',
      title: 'Ledger entries in the local store: CPU time',
      of: 'entries',
      sizes,
      lines: lines.slice(0, WRITING.length),
    },
    {
      name: 'events',
      title: 'Events in the local store, as people look at them: CPU time',
      of: 'events',
      sizes,
      lines: lines.slice(WRITING.length),
      note: `a page is ${PAGE} events and looks through 10,000 at most; ${RARE} are dead, ${RARE} of the rare type`,
    },
  ];
}

async function measure(size: number): Promise<readonly number[]> {
  using folder = temporaryFolder();
  const database = openDatabase(stateFileIn(folder.path), 'crash');
  const now = new Date();
  fill(database, size, now);
  const store = new SqliteStore(database);
  const reader = new LocalEventReader(database);
  const costs = [
    await cpuMsOfEach(200, async (index) => {
      const request = requestOf(`claimed_${index}`, 'thing.made', now);
      const claim = await store.claim(request);
      if (claim.status !== 'claimed') throw new Error(`A new event was ${claim.status}.`);
      await store.commit({ key: request.key, token: claim.token, now }, 'saga/Note', [], true);
    }),
    await cpuMsOfEach(200, (index) =>
      store.commitNew([{ request: requestOf(`new_${index}`, 'thing.made', now), commands: [] }]),
    ),
    await cpuMsOfEach(2, (round) => {
      const kept = size - EXPIRED * (round + 1);
      removeExpired(database, new Date(now.getTime() - kept + RETENTION.ledgerEntry.ms));
    }),
    await cpuMsOfEach(20, () => reader.events({ limit: PAGE })),
    await cpuMsOfEach(200, (index) => reader.event(`evt_${Math.floor((size * index) / 300)}`)),
    await cpuMsOfEach(20, () => reader.events({ limit: PAGE, status: 'dead' })),
    await cpuMsOfEach(20, () => reader.events({ limit: PAGE, type: 'thing.rare' })),
    await cpuMsOfEach(5, () => reader.events({ limit: PAGE, text: 'nowhere' })),
  ];
  database.close();
  return costs;
}

/** Events a millisecond apart, the newest one now, as the queue and the ledger keep them. */
function fill(database: DatabaseSync, size: number, now: Date): void {
  const subscription = database.prepare('INSERT INTO subscriptions (id, consumer, topic) VALUES (1, ?, ?)');
  const message = database.prepare(
    'INSERT INTO messages (id, topic, publish_time, attributes, data) VALUES (?, ?, ?, ?, ?)',
  );
  const event = database.prepare(
    'INSERT INTO events (message, provider, source, id, type, time, received_time) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const delivery = database.prepare(`INSERT INTO deliveries VALUES (?, 1, ?, NULL, ?, 0, 1, NULL, 0, ?)`);
  const entry = database.prepare('INSERT INTO ledger (key, id, updated_at, host, state) VALUES (?, ?, ?, NULL, ?)');
  const topic = 'integration-acme-events';
  database.exec('BEGIN');
  subscription.run(CONSUMER, topic);
  for (let age = size - 1; age >= 0; age--) {
    const at = new Date(now.getTime() - age);
    const place = age % Math.floor(size / RARE);
    const [type, isDead] = [place === 0 ? 'thing.rare' : 'thing.made', place === 1];
    const request = requestOf(`evt_${age}`, type, at);
    const done = doneAtOnce({ request, commands: [{ name: 'saga/Note', mutations: [] }] });
    const { time } = request.event;
    const state = isDead ? { ...done, status: 'dead', error: 'It was refused.' } : done;
    const data = JSON.stringify({
      id: request.key.id,
      source: SOURCE,
      eventtype: type,
      time,
      data: { note: 'x'.repeat(200) },
    });
    const id = size - age;
    message.run(id, topic, at.getTime() + LONGER_MS, '{}', Buffer.from(data));
    event.run(id, 'acme', SOURCE, request.key.id, type, time, time);
    delivery.run(id, id, isDead ? 3 : 2, isDead ? 'It was refused.' : null);
    entry.run(ledgerId(request.key), request.key.id, done.updatedAt, JSON.stringify(state));
  }
  database.exec('COMMIT');
}

function requestOf(id: string, eventType: string, now: Date): ClaimRequest {
  const time = now.toISOString();
  return {
    key: { consumer: CONSUMER, source: SOURCE, id },
    event: { provider: 'acme', eventType, time, receivedTime: time, messageId: id },
    leaseMs: 90_000,
    now,
  };
}
