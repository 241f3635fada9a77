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
    const conditions = ['collection = ?', ...set.map(({ name }) => `data ->> '${name}' = ?`)];
    return this.#database
      .prepare(
        `SELECT id, json_remove(data, '$.data', '$.attributes') AS letter FROM records
        WHERE ${conditions.join(' AND ')} ORDER BY data ->> 'time' DESC, id LIMIT ?`,
      )
      .all(RESERVED_COLLECTIONS.letters, ...set.map(({ value }) => value), limit)
      .map((row) => ({ ...summaryIn(textOf(row, 'letter')), id: textOf(row, 'id') }));
  }

  letter(id: string): Promise<KeptLetter | undefined> {
    return letterById(this.#store, id);
  }
}

/** What `keepLetter` of core wrote, read back. */
function summaryIn(text: string): LetterSummary {
  return JSON.parse(text);
}
