import { DatabaseSync } from 'node:sqlite';
import { mkdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LetterSelection } from '../functions/src/core/letters/letter-reader.ts';
import { openDatabase, stateFileIn } from './database.ts';
import { LocalLetterReader } from './letter-reader.ts';
import { MIGRATIONS } from './schema.ts';
import { SqliteStore } from './sqlite-store.ts';
import { temporaryStateDir } from './testing/state-dir.ts';

const LETTERS = ['open', 'redriven', 'open', 'dismissed', 'open', 'open'].map((status, index) => ({
  status,
  provider: index % 2 === 0 ? 'acme' : 'other',
  consumer: `${index % 2 === 0 ? 'acme' : 'other'}-on${index % 3}`,
  eventId: `evt_${index % 4}`,
  reason: 'It was refused.',
  attempts: 1,
  time: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
  messageId: String(index),
  attributes: {},
  bytes: 0,
}));

const QUERIES: readonly LetterSelection[] = [
  {},
  { status: 'open' },
  { provider: 'acme' },
  { provider: 'other', status: 'open' },
  { consumer: 'acme-on0' },
  { consumer: 'acme-on0', status: 'open' },
  { provider: 'acme', consumer: 'acme-on2', status: 'dismissed' },
  { eventId: 'evt_1' },
  { provider: 'acme', eventId: 'evt_0', status: 'open' },
];

function insertLetters(database: DatabaseSync): void {
  const insert = database.prepare("INSERT INTO records VALUES ('deadLetters', ?, 1, ?)");
  for (const letter of LETTERS) insert.run(`id_${letter.messageId}`, JSON.stringify(letter));
  database.exec("INSERT INTO records VALUES ('orders', 'id', 1, '{}')");
}

function opened(stateDir: string) {
  const database = openDatabase(stateFileIn(stateDir), 'crash');
  onTestFinished(() => database.close());
  return { database, reader: new LocalLetterReader(database, new SqliteStore(database)) };
}

/** The messages of the letters that a query asks for, the newest first. */
function expected(query: LetterSelection): readonly string[] {
  const isWanted = (letter: (typeof LETTERS)[number]) =>
    (['status', 'provider', 'consumer', 'eventId'] as const).every(
      (name) => query[name] === undefined || query[name] === letter[name],
    );
  return LETTERS.filter(isWanted)
    .map(({ messageId }) => messageId)
    .toReversed();
}

describe('dead letters', () => {
  it.each(QUERIES)('of %j are listed, the newest first, and counted', async (query) => {
    const { database, reader } = opened(temporaryStateDir());
    insertLetters(database);
    const found = await reader.letters({ ...query, limit: 9 });
    expect(found.map(({ messageId }) => messageId)).toEqual(expected(query));
    const two = await reader.letters({ ...query, limit: 2 });
    expect(two).toEqual(found.slice(0, 2));
    expect(await reader.count(query)).toBe(found.length);
  });

  it('of a state file of before the indexes are listed once it is brought up to date', async () => {
    const stateDir = temporaryStateDir();
    mkdirSync(stateDir, { recursive: true });
    const old = new DatabaseSync(stateFileIn(stateDir));
    for (const step of MIGRATIONS.slice(0, 2)) old.exec(step);
    old.exec('PRAGMA user_version = 2');
    insertLetters(old);
    old.close();
    const { reader } = opened(stateDir);
    const found = await reader.letters({ provider: 'acme', status: 'open', limit: 9 });
    expect(found.map(({ messageId }) => messageId)).toEqual(expected({ provider: 'acme', status: 'open' }));
  });
});
