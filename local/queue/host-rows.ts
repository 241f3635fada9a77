import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Clock } from '../../functions/src/core/ports.ts';
import { inTransaction, numberOf, textOf } from '../database.ts';

/** How often a host says that it is alive. */
export const HEARTBEAT_MS = 5_000;
/** A host that has been silent for this long is taken for gone. */
const SILENCE_MS = 20_000;

/**
 * Knows which processes handle messages. What one held that is gone (a SIGKILL, a crash) is delivered again:
 * at once where its process id is free, else when it has been silent for too long.
 */
export class HostRows {
  readonly id = randomUUID();
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #beat: StatementSync;
  readonly #others: StatementSync;
  readonly #freeDeliveries: StatementSync;
  readonly #freeClaims: StatementSync;
  readonly #remove: StatementSync;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#beat = database.prepare(`
      INSERT INTO hosts (id, pid, alive_until) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until`);
    this.#others = database.prepare('SELECT id, pid, alive_until FROM hosts WHERE id <> ?');
    this.#freeDeliveries = database.prepare(
      'UPDATE deliveries SET state = 0, host = NULL, due = ? WHERE host = ? AND state = 1',
    );
    // Without a lease the entry may be claimed again; the old token then writes nothing.
    this.#freeClaims = database.prepare(
      `UPDATE ledger SET host = NULL, state = json_remove(state, '$.leaseUntil') WHERE host = ?`,
    );
    this.#remove = database.prepare('DELETE FROM hosts WHERE id = ?');
  }

  /** Says that this host is alive, and frees what hosts held that are not. */
  beat(): void {
    const now = this.#clock.now().getTime();
    inTransaction(this.#database, () => {
      this.#beat.run(this.id, process.pid, now + SILENCE_MS);
      for (const row of this.#others.all(this.id)) {
        const silent = numberOf(row, 'alive_until') < now;
        if (silent || !isRunning(numberOf(row, 'pid'))) this.#free(textOf(row, 'id'), now);
      }
    });
  }

  /** Gives back whatever this host still holds. */
  leave(): void {
    inTransaction(this.#database, () => this.#free(this.id, this.#clock.now().getTime()));
  }

  #free(host: string, now: number): void {
    this.#freeDeliveries.run(now, host);
    this.#freeClaims.run(host);
    this.#remove.run(host);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user may not be signalled, but is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
