import { openDatabase, stateFileIn } from '../../local/database.ts';
import { LocalLetterReader } from '../../local/letter-reader.ts';
import { SqliteStore } from '../../local/sqlite-store.ts';
import type { Delivery } from '../../functions/src/core/delivery.ts';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { RESERVED_COLLECTIONS } from '../../functions/src/core/ledger/store.ts';
import { DEAD_LETTER_ATTRIBUTES } from '../../functions/src/core/letters/dead-letter.ts';
import { keepLetter, letterOf } from '../../functions/src/core/letters/letter.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { measureRounds, type Curves } from '../lib/curve.ts';
import { temporaryFolder } from '../lib/state-folder.ts';
import { cpuMsOfEach } from '../lib/timing.ts';

const PAGE = 50;
/** Letters of the consumer that is asked for, whatever the number of all. */
const RARE = 10;
const BODY = Buffer.from(JSON.stringify({ note: 'x'.repeat(2_000) }));

/** What the local store costs by the number of its open dead letters. */
export async function letterCurves(sizes: readonly number[], rounds: number): Promise<Curves> {
  const names = [
    'newest page',
    'page of open ones',
    'page of one consumer',
    'those of one event',
    'one letter',
    'keep one',
  ];
  const costs = await measureRounds(sizes, rounds, measure);
  return {
    name: 'letters',
    title: 'Open dead letters in the local store: CPU time',
    of: 'letters',
    sizes,
    lines: names.map((name, line) => ({ name, unit: 'ms', costs: costs[line] ?? [] })),
    note: `letters of 2 kB; a page is ${PAGE} letters; ${RARE} are of the consumer that is asked for`,
  };
}

async function measure(size: number): Promise<readonly number[]> {
  using folder = temporaryFolder();
  const database = openDatabase(stateFileIn(folder.path), 'crash');
  const store = new SqliteStore(database);
  const reader = new LocalLetterReader(database, store);
  const log = createLogger(() => undefined, 'error');
  const insert = database.prepare('INSERT INTO records (collection, id, version, data) VALUES (?, ?, 1, ?)');
  database.exec('BEGIN');
  for (let index = 0; index < size; index++) {
    const { id, letter } = letterOf('acme', deliveryOf(index));
    insert.run(RESERVED_COLLECTIONS.letters, id, JSON.stringify(letter));
  }
  database.exec('COMMIT');
  const costs = [
    await cpuMsOfEach(50, () => reader.letters({ limit: PAGE })),
    await cpuMsOfEach(50, () => reader.letters({ limit: PAGE, status: 'open' })),
    await cpuMsOfEach(50, () => reader.letters({ limit: PAGE, consumer: consumerOf(0) })),
    await cpuMsOfEach(50, (index) => reader.letters({ limit: PAGE, eventId: idOf(index * 7) })),
    await cpuMsOfEach(50, (index) => reader.letter(letterOf('acme', deliveryOf(index)).id)),
    await cpuMsOfEach(50, (index) => keepLetter('acme', deliveryOf(size + index), store, log)),
  ];
  database.close();
  return costs;
}

/** A message of the dead-letter topic, as a consumer publishes it. */
function deliveryOf(index: number): Delivery {
  const time = new Date(Date.UTC(2026, 0, 1) + index * 1000);
  const about = { id: idOf(index), type: 'thing.made', time, source: '//acme.test' };
  const { data, attributes } = encodeEvent(buildEvent('acme', about, { receivedAt: time }), BODY);
  const added = {
    [DEAD_LETTER_ATTRIBUTES.consumer]: consumerOf(index),
    [DEAD_LETTER_ATTRIBUTES.reason]: 'saga/Note: The record was refused.',
    [DEAD_LETTER_ATTRIBUTES.attempts]: '10',
    [DEAD_LETTER_ATTRIBUTES.time]: time.toISOString(),
    [DEAD_LETTER_ATTRIBUTES.messageId]: String(index),
  };
  return { data, attributes: { ...attributes, ...added }, messageId: String(index), publishTime: time };
}

function consumerOf(index: number): string {
  return index < RARE ? 'acme-onAcmeThing' : 'acme-onAcmeEvent';
}

function idOf(index: number): string {
  return `evt_${index}`;
}
