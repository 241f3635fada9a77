import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { EndedLog } from './delivery-logs.ts';

/** How much of what deliveries logged is kept, the newest of it. */
export interface LogLimits {
  /** Deliveries. */
  readonly logs: number;
  /** Bytes of all lines. */
  readonly logBytes: number;
}

/** Of one message at one consumer: an event that fails for hours does not displace the others. */
export const MAX_LOGS_OF_ONE = 20;

/** Writes what deliveries logged. Called inside a transaction. */
export class LogRows {
  readonly #limits: LogLimits;
  readonly #insert: StatementSync;
  readonly #keepLast: StatementSync;
  readonly #keepNewest: StatementSync;
  readonly #keepBytes: StatementSync;
  /** Bytes of lines since all of them were last added up. */
  #newBytes = Infinity;

  constructor(database: DatabaseSync, limits: LogLimits) {
    this.#limits = limits;
    this.#insert = database.prepare(
      'INSERT INTO handling_logs (message, consumer, attempt, omitted, lines) VALUES (?, ?, ?, ?, ?)',
    );
    this.#keepLast = database.prepare('DELETE FROM handling_logs WHERE message = ? AND consumer = ? AND attempt <= ?');
    this.#keepNewest = database.prepare(
      'DELETE FROM handling_logs WHERE place <= (SELECT max(place) FROM handling_logs) - ?',
    );
    this.#keepBytes = database.prepare(`
      DELETE FROM handling_logs WHERE place <= (
        SELECT max(place) FROM (
          SELECT place, sum(octet_length(lines)) OVER (ORDER BY place DESC) AS bytes FROM handling_logs
        ) WHERE bytes > ?)`);
  }

  insert({ message, consumer, attempt, omitted, lines }: EndedLog): void {
    const text = `[${lines.join(',')}]`;
    this.#insert.run(message, consumer, attempt, omitted, text);
    if (attempt > MAX_LOGS_OF_ONE) this.#keepLast.run(message, consumer, attempt - MAX_LOGS_OF_ONE);
    this.#newBytes += text.length;
  }

  /** Removes what is over the limits. */
  prune(): void {
    this.#keepNewest.run(this.#limits.logs);
    // To add them all up takes a while: done when there may be a tenth too many.
    if (this.#newBytes < this.#limits.logBytes / 10) return;
    this.#keepBytes.run(this.#limits.logBytes);
    this.#newBytes = 0;
  }
}
