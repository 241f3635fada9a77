import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { entryOf } from '../functions/src/core/ledger/ledger.ts';
import { RESERVED_COLLECTIONS } from '../functions/src/core/ledger/store.ts';
import { LETTER_STATUSES } from '../functions/src/core/letters/letter.ts';
import {
  issueFrom,
  listedIssues,
  type Issue,
  type IssueLetters,
  type IssueList,
  type IssueQuery,
  type IssueReader,
  type IssueRetries,
} from '../functions/src/core/letters/issues.ts';
import { numberOf, textOf } from './database.ts';
import { LETTER_SUMMARY, summaryIn } from './letter-reader.ts';
import { stateOf } from './sqlite-store.ts';

// As literals: SQLite uses an index over some of the rows only if the query itself says that it wants no others.
const OF_LETTERS = `collection = '${RESERVED_COLLECTIONS.letters}' AND data ->> 'issue' IS NOT NULL`;
const OF_RETRIES = `state ->> 'issue' IS NOT NULL AND state ->> 'status' = 'open'`;

/**
 * Groups the dead letters and the failed attempts of the state file. It goes from one issue to the next in an index, and
 * counts in indexes: of 10,000 letters, it reads the newest of each issue.
 */
export class LocalIssueReader implements IssueReader {
  readonly #issues: readonly StatementSync[];
  readonly #count: StatementSync;
  readonly #newest: StatementSync;
  readonly #oldest: StatementSync;
  readonly #redriven: StatementSync;
  readonly #retries: StatementSync;
  readonly #lastRetry: StatementSync;
  readonly #open: StatementSync;

  constructor(database: DatabaseSync) {
    this.#issues = [
      stepping(`SELECT min(data ->> 'issue') FROM records INDEXED BY letters_issue_status WHERE ${OF_LETTERS}`, 'data'),
      stepping(`SELECT min(state ->> 'issue') FROM ledger INDEXED BY ledger_issue WHERE ${OF_RETRIES}`, 'state'),
    ].map((sql) => database.prepare(sql));
    const ofIssue = `${OF_LETTERS} AND data ->> 'issue' = ?`;
    this.#count = database.prepare(`
      SELECT count(*) AS count FROM records INDEXED BY letters_issue_status WHERE ${ofIssue} AND data ->> 'status' = ?`);
    this.#newest = database.prepare(`
      SELECT id, ${LETTER_SUMMARY} AS letter FROM records INDEXED BY letters_issue_time
      WHERE ${ofIssue} ORDER BY data ->> 'time' DESC, id LIMIT 1`);
    this.#oldest = database.prepare(`
      SELECT data ->> 'time' AS time FROM records INDEXED BY letters_issue_time
      WHERE ${ofIssue} ORDER BY data ->> 'time' LIMIT 1`);
    this.#redriven = database.prepare(`
      SELECT data ->> 'redrivenAt' AS time FROM records INDEXED BY letters_redriven
      WHERE ${ofIssue} AND data ->> 'redrivenAt' IS NOT NULL ORDER BY data ->> 'redrivenAt' DESC LIMIT 1`);
    this.#retries = database.prepare(`
      SELECT count(*) AS count, min(updated_at) AS first FROM ledger INDEXED BY ledger_issue
      WHERE ${OF_RETRIES} AND state ->> 'issue' = ?`);
    this.#lastRetry = database.prepare(`
      SELECT state FROM ledger INDEXED BY ledger_issue
      WHERE ${OF_RETRIES} AND state ->> 'issue' = ? ORDER BY updated_at DESC LIMIT 1`);
    this.#open = database.prepare(`
      SELECT count(*) AS count FROM records INDEXED BY letters_status
      WHERE collection = '${RESERVED_COLLECTIONS.letters}' AND data ->> 'status' = 'open'`);
  }

  async issues(query: IssueQuery): Promise<IssueList> {
    const names = this.#issues.flatMap((statement) => statement.all()).map((row) => textOf(row, 'issue'));
    const all = [...new Set(names)].flatMap((issue) => this.#issue(issue) ?? []);
    const grouped = all.reduce((sum, { letters }) => sum + letters.open, 0);
    const row = this.#open.get();
    const open = row === undefined ? 0 : numberOf(row, 'count');
    return { issues: listedIssues(all, query), ungrouped: open - grouped };
  }

  async issue(issue: string): Promise<Issue | undefined> {
    return this.#issue(issue);
  }

  #issue(issue: string): Issue | undefined {
    return issueFrom(issue, { letters: this.#lettersOf(issue), retries: this.#retriesOf(issue) });
  }

  #lettersOf(issue: string): IssueLetters | undefined {
    const newest = this.#newest.get(issue);
    if (newest === undefined) return undefined;
    const [open = 0, redriven = 0, dismissed = 0] = LETTER_STATUSES.map((status) => {
      const row = this.#count.get(issue, status);
      return row === undefined ? 0 : numberOf(row, 'count');
    });
    const last = summaryIn(newest);
    const [oldest, redrive] = [this.#oldest.get(issue), this.#redriven.get(issue)];
    return {
      first: oldest === undefined ? last.time : textOf(oldest, 'time'),
      last,
      counts: { open, redriven, dismissed },
      redrivenAt: redrive && textOf(redrive, 'time'),
    };
  }

  #retriesOf(issue: string): IssueRetries | undefined {
    const [row, last] = [this.#retries.get(issue), this.#lastRetry.get(issue)];
    if (row === undefined || last === undefined) return undefined;
    return {
      count: numberOf(row, 'count'),
      first: textOf(row, 'first'),
      last: entryOf(stateOf(last)),
    };
  }
}

/** The issues of an index, one after the other. @param first Selects the first of them. */
function stepping(first: string, column: string): string {
  return `
    WITH RECURSIVE found (issue) AS (
      ${first}
      UNION ALL SELECT (${first} AND ${column} ->> 'issue' > found.issue) FROM found WHERE found.issue IS NOT NULL
    )
    SELECT issue FROM found WHERE issue IS NOT NULL`;
}
