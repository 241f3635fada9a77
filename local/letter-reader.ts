import type { DatabaseSync } from 'node:sqlite';
import { RESERVED_COLLECTIONS, type Store } from '../functions/src/core/ledger/store.ts';
import type {
  LetterQuery,
  LetterReader,
  LetterSelection,
  LetterSummary,
} from '../functions/src/core/letters/letter-reader.ts';
import { letterById, type KeptLetter } from '../functions/src/core/letters/letters.ts';
import { numberOf, textOf, type Row } from './database.ts';

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

  async letters({ limit, ...selection }: LetterQuery): Promise<readonly LetterSummary[]> {
    const { from, values } = matching(selection);
    return this.#database
      .prepare(`SELECT id, ${LETTER_SUMMARY} AS letter ${from} ORDER BY data ->> 'time' DESC, id LIMIT ?`)
      .all(...values, limit)
      .map(summaryIn);
  }

  async count(selection: LetterSelection): Promise<number> {
    const { from, values } = matching(selection);
    const row = this.#database.prepare(`SELECT count(*) AS count ${from}`).get(...values);
    return row === undefined ? 0 : numberOf(row, 'count');
  }

  letter(id: string): Promise<KeptLetter | undefined> {
    return letterById(this.#store, id);
  }
}

/** What a query selects from, with the values in it. */
function matching(selection: LetterSelection): { readonly from: string; readonly values: readonly string[] } {
  const set = FIELDS.flatMap((name) => {
    const value = selection[name];
    return value === undefined ? [] : [{ name, value }];
  });
  // As a literal: SQLite uses an index over some of the rows only if the query itself says that it wants no others.
  const conditions = [
    `collection = '${RESERVED_COLLECTIONS.letters}'`,
    ...set.map(({ name }) => `data ->> '${name}' = ?`),
    ...(selection.issue === undefined ? [] : ["data ->> 'issue' IS NOT NULL"]),
  ];
  return {
    from: `FROM records INDEXED BY ${indexFor(selection)} WHERE ${conditions.join(' AND ')}`,
    values: set.map(({ value }) => value),
  };
}

/** The index that has the wanted letters closest together. A consumer's letters are all of one provider. */
function indexFor({ eventId, issue, consumer, provider, status }: LetterSelection): string {
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
