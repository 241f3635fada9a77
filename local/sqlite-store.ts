import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  allDoneAtOnce,
  buried,
  closed,
  completed,
  decideClaim,
  entryOf,
  holds,
  released,
  withCommandDone,
  type LedgerState,
} from '../functions/src/core/ledger/ledger.ts';
import { applyMutations, placesOf } from '../functions/src/core/ledger/mutations.ts';
import { requireCollection, requirePlace } from '../functions/src/core/ledger/record-place.ts';
import type { LedgerQuery, LedgerReader } from '../functions/src/core/ledger/ledger-reader.ts';
import {
  ledgerId,
  type Claim,
  type ClaimRequest,
  type CommandFailure,
  type Fence,
  type LedgerEntry,
  type LedgerKey,
  type FoundRecord,
  type Mutation,
  type NewWork,
  type RecordQuery,
  type Store,
  type StoredRecord,
} from '../functions/src/core/ledger/store.ts';
import { inTransaction, numberOf, textOf, type Row } from './database.ts';
import { ledgerQueryStatement } from './ledger-query.ts';
import { recordQueryStatement } from './record-query.ts';

/**
 * Ledger and records in the state file. Each method is one transaction and done before it returns its
 * promise: within one process nothing comes between, other processes wait for the write lock.
 */
export class SqliteStore implements Store, LedgerReader {
  readonly #database: DatabaseSync;
  readonly #host: string | null;
  readonly #onWrite: (collections: readonly string[]) => void;
  readonly #readEntry: StatementSync;
  readonly #writeEntry: StatementSync;
  readonly #readRecord: StatementSync;
  readonly #writeRecord: StatementSync;
  readonly #deleteRecord: StatementSync;
  readonly #listRecords: StatementSync;
  readonly #listCollections: StatementSync;

  /**
   * @param host The process that claims are made for: those of one that is gone can be freed at once.
   * @param onWrite Called with the collections of records that were written.
   */
  constructor(database: DatabaseSync, host?: string, onWrite: (collections: readonly string[]) => void = () => {}) {
    this.#database = database;
    this.#host = host ?? null;
    this.#onWrite = onWrite;
    this.#readEntry = database.prepare('SELECT state FROM ledger WHERE key = ?');
    this.#writeEntry = database.prepare(`
      INSERT INTO ledger (key, id, updated_at, host, state) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET updated_at = excluded.updated_at, host = excluded.host, state = excluded.state`);
    this.#readRecord = database.prepare('SELECT id, version, data FROM records WHERE collection = ? AND id = ?');
    this.#writeRecord = database.prepare(`
      INSERT INTO records (collection, id, version, data) VALUES (?, ?, ?, ?)
      ON CONFLICT (collection, id) DO UPDATE SET version = excluded.version, data = excluded.data`);
    this.#deleteRecord = database.prepare('DELETE FROM records WHERE collection = ? AND id = ?');
    this.#listRecords = database.prepare(
      'SELECT id, version, data FROM records WHERE collection = ? AND id > ? ORDER BY id LIMIT ?',
    );
    this.#listCollections = database.prepare(`
      WITH RECURSIVE names (name) AS (
        SELECT min(collection) FROM records
        UNION ALL SELECT (SELECT min(collection) FROM records WHERE collection > name) FROM names WHERE name IS NOT NULL
      )
      SELECT name, (SELECT count(*) FROM records WHERE collection = name) AS count FROM names WHERE name IS NOT NULL`);
  }

  async claim(request: ClaimRequest): Promise<Claim> {
    return inTransaction(this.#database, () => {
      const { claim, next } = decideClaim(this.#entry(request.key), request);
      if (next !== undefined) this.#save(next);
      return claim;
    });
  }

  async commitNew(work: readonly NewWork[]): Promise<boolean> {
    const mutations = work.flatMap(({ commands }) => commands.flatMap((command) => command.mutations));
    const made = allDoneAtOnce(work);
    if (made === undefined) return false;
    const isNew = inTransaction(this.#database, () => {
      if (made.some((state) => this.#entry(state) !== undefined)) return false;
      this.#apply(mutations);
      for (const state of made) this.#save(state);
      return true;
    });
    if (isNew && mutations.length > 0) this.#onWrite(collectionsOf(mutations));
    return isNew;
  }

  async commit(fence: Fence, name: string, mutations: readonly Mutation[], last: boolean): Promise<boolean> {
    const command = { name, mutations };
    return this.#stepWith(fence, mutations, (state) => withCommandDone(state, command, last, fence.now));
  }

  async complete(fence: Fence): Promise<boolean> {
    return this.#step(fence, (state) => completed(state, fence.now));
  }

  async release(
    fence: Fence,
    failures: readonly CommandFailure[],
    mutations: readonly Mutation[] = [],
  ): Promise<boolean> {
    return this.#stepWith(fence, mutations, (state) => released(state, failures, fence.now));
  }

  async bury(fence: Fence, failures: readonly CommandFailure[], mutations: readonly Mutation[] = []): Promise<boolean> {
    return this.#stepWith(fence, mutations, (state) => buried(state, failures, fence.now));
  }

  async close(key: LedgerKey, now: Date): Promise<void> {
    // Nearly always there is nothing to close: look without the write lock first.
    if (closed(this.#entry(key), now) === undefined) return;
    inTransaction(this.#database, () => {
      const next = closed(this.#entry(key), now);
      if (next !== undefined) this.#save(next);
    });
  }

  async states(keys: readonly LedgerKey[]): Promise<readonly (LedgerState['status'] | undefined)[]> {
    return keys.map((key) => this.#entry(key)?.status);
  }

  async entries(query: LedgerQuery): Promise<readonly LedgerEntry[]> {
    const { sql, values } = ledgerQueryStatement(query);
    return this.#database
      .prepare(sql)
      .all(...values)
      .map((row) => entryOf(stateOf(row)));
  }

  async get(collection: string, id: string): Promise<StoredRecord | undefined> {
    requirePlace({ collection, id });
    const row = this.#readRecord.get(collection, id);
    return row === undefined ? undefined : recordOf(row);
  }

  async list(
    collection: string,
    { limit, after }: { limit: number; after?: string },
  ): Promise<readonly StoredRecord[]> {
    requireCollection(collection);
    if (after !== undefined) requirePlace({ collection, id: after });
    return this.#listRecords.all(collection, after ?? '', limit).map(recordOf);
  }

  async find(collection: string, query: RecordQuery): Promise<readonly FoundRecord[]> {
    requireCollection(collection);
    const { sql, values } = recordQueryStatement(collection, query);
    return this.#database
      .prepare(sql)
      .all(...values)
      .map((row) => foundIn(row));
  }

  /** All collections, found by jumping from one to the next in the index, with the number of their records. */
  async collections(): Promise<readonly { readonly name: string; readonly count: number }[]> {
    return this.#listCollections.all().map((row) => ({ name: textOf(row, 'name'), count: numberOf(row, 'count') }));
  }

  async write(mutations: readonly Mutation[]): Promise<void> {
    inTransaction(this.#database, () => this.#apply(mutations));
    this.#onWrite(collectionsOf(mutations));
  }

  /** A step, and changes of records in the same transaction. */
  #stepWith(fence: Fence, mutations: readonly Mutation[], next: (state: LedgerState) => LedgerState): boolean {
    const isMine = this.#step(fence, (state) => {
      this.#apply(mutations);
      return next(state);
    });
    if (isMine && mutations.length > 0) this.#onWrite(collectionsOf(mutations));
    return isMine;
  }

  #step(fence: Fence, next: (state: LedgerState) => LedgerState): boolean {
    return inTransaction(this.#database, () => {
      const state = this.#entry(fence.key);
      if (!holds(state, fence)) return false;
      this.#save(next(state));
      return true;
    });
  }

  #apply(mutations: readonly Mutation[]): void {
    const current = placesOf(mutations).map(({ collection, id }) => {
      const row = this.#readRecord.get(collection, id);
      return row === undefined ? undefined : recordOf(row);
    });
    for (const change of applyMutations(mutations, current, new Date())) {
      const { collection, id } = change;
      if (change.removed === true) this.#deleteRecord.run(collection, id);
      else this.#writeRecord.run(collection, id, change.version, JSON.stringify(change.data));
    }
  }

  #entry(key: LedgerKey): LedgerState | undefined {
    const row = this.#readEntry.get(ledgerId(key));
    return row === undefined ? undefined : stateOf(row);
  }

  #save(state: LedgerState): void {
    const host = state.token === undefined ? null : this.#host;
    this.#writeEntry.run(ledgerId(state), state.id, state.updatedAt, host, JSON.stringify(state));
  }
}

/** What SqliteStore wrote, read back. */
export function stateOf(row: Row): LedgerState {
  return JSON.parse(textOf(row, 'state'));
}

function collectionsOf(mutations: readonly Mutation[]): readonly string[] {
  return [...new Set(mutations.map(({ collection }) => collection))];
}

function recordOf(row: Row): StoredRecord {
  return { id: textOf(row, 'id'), version: numberOf(row, 'version'), data: JSON.parse(textOf(row, 'data')) };
}

/** @returns the record without the fields that it lacks. */
function foundIn(row: Row): FoundRecord {
  const data: Record<string, unknown> = JSON.parse(textOf(row, 'found'));
  return {
    id: textOf(row, 'id'),
    data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null)),
  };
}
