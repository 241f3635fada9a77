import type { DatabaseSync } from 'node:sqlite';
import { RESERVED_COLLECTIONS, type Store } from '../functions/src/core/ledger/store.ts';
import type { LetterQuery, LetterReader, LetterSummary } from '../functions/src/core/letters/letter-reader.ts';
import { letterById, type KeptLetter } from '../functions/src/core/letters/letters.ts';
import { textOf, type Row } from './database.ts';

/** Fields of a letter that a query may ask for. */
const FIELDS = ['provider', 'consumer', 'status', 'eventId', 'issue'] as const;

/** A letter without what lists leave out, in SQL. */
export const LETTER_SUMMARY = "json_remove(data, '$.data', '$.attributes', '$.issueTime', '$.issueRedriven')";

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
      ...(wanted.issue === undefined ? [] : ["data ->> 'issue' IS NOT NULL"]),
    ];
    return this.#database
      .prepare(
        `SELECT id, ${LETTER_SUMMARY} AS letter FROM records INDEXED BY ${indexFor(wanted)}
        WHERE ${conditions.join(' AND ')} ORDER BY data ->> 'time' DESC, id LIMIT ?`,
      )
      .all(...set.map(({ value }) => value), limit)
      .map(summaryIn);
  }

  letter(id: string): Promise<KeptLetter | undefined> {
    return letterById(this.#store, id);
  }
}

/** The index that has the wanted letters closest together. A consumer's letters are all of one provider. */
function indexFor({ eventId, issue, consumer, provider, status }: Omit<LetterQuery, 'limit'>): string {
  if (eventId !== undefined) return 'letters_event';
  if (issue !== undefined) return 'letters_issue_time';
  const ofStatus = status === undefined ? '' : '_status';
  if (consumer !== undefined) return `letters_consumer${ofStatus}`;
  if (provider !== undefined) return `letters_provider${ofStatus}`;
  return status === undefined ? 'letters_time' : 'letters_status';
}

/** Of a row, what `keepLetter` of core wrote, read back: `id`, and as `letter` a {@link LETTER_SUMMARY}. */
export function summaryIn(row: Row): LetterSummary {
  return { ...JSON.parse(textOf(row, 'letter')), id: textOf(row, 'id') };
}
