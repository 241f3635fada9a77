import type { DatabaseSync } from 'node:sqlite';
import { RESERVED_COLLECTIONS, type Store } from '../functions/src/core/ledger/store.ts';
import type { LetterQuery, LetterReader, LetterSummary } from '../functions/src/core/letters/letter-reader.ts';
import { letterById, type KeptLetter } from '../functions/src/core/letters/letters.ts';
import { textOf } from './database.ts';

/** Fields of a letter that a query may ask for. */
const FIELDS = ['provider', 'consumer', 'status', 'eventId'] as const;

/** Reads dead letters from the records of the state file. */
export class LocalLetterReader implements LetterReader {
  readonly #database: DatabaseSync;
  readonly #store: Store;

  constructor(database: DatabaseSync, store: Store) {
    this.#database = database;
    this.#store = store;
  }

  async letters({ limit, ...wanted }: LetterQuery): Promise<readonly LetterSummary[]> {
    const set = FIELDS.flatMap((name) => (wanted[name] === undefined ? [] : [{ name, value: wanted[name] }]));
    // As a literal: SQLite uses an index over some of the rows only if the query itself says that it wants no others.
    const conditions = [
      `collection = '${RESERVED_COLLECTIONS.letters}'`,
      ...set.map(({ name }) => `data ->> '${name}' = ?`),
    ];
    return this.#database
      .prepare(
        `SELECT id, json_remove(data, '$.data', '$.attributes') AS letter FROM records INDEXED BY ${indexFor(wanted)}
        WHERE ${conditions.join(' AND ')} ORDER BY data ->> 'time' DESC, id LIMIT ?`,
      )
      .all(...set.map(({ value }) => value), limit)
      .map((row) => ({ ...summaryIn(textOf(row, 'letter')), id: textOf(row, 'id') }));
  }

  letter(id: string): Promise<KeptLetter | undefined> {
    return letterById(this.#store, id);
  }
}

/** The index that has the wanted letters closest together. A consumer's letters are all of one provider. */
function indexFor({ eventId, consumer, provider, status }: Omit<LetterQuery, 'limit'>): string {
  if (eventId !== undefined) return 'letters_event';
  const ofStatus = status === undefined ? '' : '_status';
  if (consumer !== undefined) return `letters_consumer${ofStatus}`;
  if (provider !== undefined) return `letters_provider${ofStatus}`;
  return status === undefined ? 'letters_time' : 'letters_status';
}

/** What `keepLetter` of core wrote, read back. */
function summaryIn(text: string): LetterSummary {
  return JSON.parse(text);
}
