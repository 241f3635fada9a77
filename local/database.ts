import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { MIGRATIONS } from './schema.ts';
import { SettingsError } from './settings.ts';
import { prepareStateFile, stateFault } from './state-folder.ts';

/** A row as node:sqlite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A statement, and the values of its parameters. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** How long a writer waits for another process to finish its transaction. Less than a publish may take. */
const BUSY_TIMEOUT_MS = 2_000;

/**
 * What a commit survives: `crash` the end of the process at any point, `powerCut` the end of the machine too.
 * The write-ahead log keeps the order of commits: after a power cut it ends at an earlier one, never with a hole.
 */
export type Durability = 'crash' | 'powerCut';

/** The file that holds all local state. */
export function stateFileIn(stateDir: string): string {
  return join(stateDir, 'state.db');
}

/**
 * Opens the state file, and makes or updates it where needed. Several connections and processes may share it.
 * @throws {SettingsError} when the folder cannot be written, or the file is of a later version, damaged or something else.
 */
export function openDatabase(file: string, durability: Durability): DatabaseSync {
  prepareStateFile(file);
  const database = opened(file);
  try {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec(`PRAGMA synchronous = ${durability === 'powerCut' ? 'FULL' : 'NORMAL'}`);
    // 32 MB: the indexes of a long backlog stay in memory.
    database.exec('PRAGMA cache_size = -32000');
    database.exec('PRAGMA journal_size_limit = 67108864');
    migrate(database, file);
    return database;
  } catch (error) {
    database.close();
    throw stateFault(file, error);
  }
}

function opened(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw stateFault(file, error);
  }
}

/** Runs `work` in one transaction that holds the write lock from its first line; whatever it throws undoes it all. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has rolled back by itself where the disk was full.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** A column that is TEXT NOT NULL. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new TypeError(`The column ${column} holds no text.`);
}

/** A column of TEXT that may be NULL. */
export function optionalTextOf(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === 'string' ? value : undefined;
}

/** A column that is INTEGER NOT NULL. */
export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  throw new TypeError(`The column ${column} holds no number.`);
}

/** A column that is BLOB NOT NULL. */
export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`The column ${column} holds no bytes.`);
}

/** A pattern for SQLite's GLOB in which only `*` has a meaning; the other signs that it knows stand for themselves. */
export function globOf(pattern: string): string {
  return pattern.replaceAll(/[[?]/g, '[$&]');
}

function migrate(database: DatabaseSync, file: string): void {
  if (versionOf(database) === MIGRATIONS.length) return;
  inTransaction(database, () => {
    const version = versionOf(database);
    if (version > MIGRATIONS.length) {
      throw new SettingsError(
        `${file} was written by a later version of this service; update, or set LOCAL_STATE_DIR to another folder.`,
      );
    }
    for (const step of MIGRATIONS.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function versionOf(database: DatabaseSync): number {
  const row = database.prepare('PRAGMA user_version').get();
  return row === undefined ? 0 : numberOf(row, 'user_version');
}
