import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { numberOf } from './database.ts';

/**
 * The clock of durable sagas on this machine: real time, and what it was moved ahead by. Leases, retention and signatures keep
 * real time.
 */
export class SagaClock {
  readonly #read: StatementSync;
  readonly #add: StatementSync;

  constructor(database: DatabaseSync) {
    this.#read = database.prepare('SELECT ahead_ms FROM saga_clock');
    this.#add = database.prepare(`
      INSERT INTO saga_clock (place, ahead_ms) VALUES (1, ?)
      ON CONFLICT (place) DO UPDATE SET ahead_ms = ahead_ms + excluded.ahead_ms`);
  }

  /** Milliseconds by which it is ahead of real time. */
  get aheadMs(): number {
    const row = this.#read.get();
    return row === undefined ? 0 : numberOf(row, 'ahead_ms');
  }

  /** The sagas' time at a real time. */
  readonly at = (time: Date): Date => new Date(time.getTime() + this.aheadMs);

  /** Moves it ahead. It never goes back: what was decided stays decided. @param ms Whole milliseconds. */
  advance(ms: number): void {
    if (!Number.isSafeInteger(ms) || ms <= 0) throw new RangeError('A clock is moved ahead by whole milliseconds.');
    this.#add.run(ms);
  }
}
