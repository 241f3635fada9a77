import type { DatabaseSync } from 'node:sqlite';
import type { ApiAnswers } from '../../functions/src/core/integration/samples.ts';
import type { Clock } from '../../functions/src/core/ports.ts';
import { inTransaction, textOf } from '../database.ts';

/** What the stand-ins for providers' APIs answer, in the state file: a redelivery or a replay asks again. */
export class KeptAnswers {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Adds answers; a request that had one gets the new one. */
  keep(provider: string, answers: ApiAnswers): void {
    const insert = this.#database.prepare(
      'INSERT OR REPLACE INTO api_answers (provider, request, answer, time) VALUES (?, ?, ?, ?)',
    );
    const time = this.#clock.now().getTime();
    inTransaction(this.#database, () => {
      for (const [request, answer] of Object.entries(answers))
        insert.run(provider, request, JSON.stringify(answer), time);
    });
  }

  /** The answer to a request as JSON; undefined if there is none. */
  find(provider: string, request: string): string | undefined {
    const row = this.#database
      .prepare('SELECT answer FROM api_answers WHERE provider = ? AND request = ?')
      .get(provider, request);
    return row === undefined ? undefined : textOf(row, 'answer');
  }
}
