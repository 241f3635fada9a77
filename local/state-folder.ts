import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SettingsError } from './settings.ts';

/** For the owner alone: the state holds what providers sent, and secrets that were made for local use. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;

/** SQLite keeps these beside a database, with the mode that it had when they were made. */
const COMPANIONS = ['', '-wal', '-shm'] as const;

/**
 * Makes the state file and its folder where they are missing, readable by their owner alone in a folder of any mode.
 * @throws {SettingsError} if that is not possible.
 */
export function prepareStateFile(file: string): void {
  try {
    // A folder that somebody else has made keeps its mode: it may hold other things.
    mkdirSync(dirname(file), { recursive: true, mode: FOLDER_MODE });
    closeSync(openSync(file, 'a', FILE_MODE));
  } catch (error) {
    throw stateFault(file, error);
  }
  for (const companion of COMPANIONS) closeToOthers(file + companion);
}

/** Takes a file away from other users. One that is not ours, or not there, is left as it is. */
function closeToOthers(path: string): void {
  try {
    if ((statSync(path).mode & OTHERS) !== 0) chmodSync(path, FILE_MODE);
  } catch {
    // Opening it tells whether that matters.
  }
}

/** What SQLite's own codes say of the folder. @see https://sqlite.org/rescode.html */
const SQLITE: Readonly<Record<number, Kind>> = {
  5: 'busy', // SQLITE_BUSY
  6: 'busy', // SQLITE_LOCKED
  8: 'unwritable', // SQLITE_READONLY
  11: 'damaged', // SQLITE_CORRUPT
  13: 'full', // SQLITE_FULL
  14: 'unwritable', // SQLITE_CANTOPEN
  26: 'damaged', // SQLITE_NOTADB
};

const SYSTEM: Readonly<Record<string, Kind>> = {
  EACCES: 'unwritable',
  EPERM: 'unwritable',
  EROFS: 'unwritable',
  ENOENT: 'unwritable',
  EISDIR: 'damaged',
  ENOTDIR: 'no folder',
  EEXIST: 'no folder',
  ENOSPC: 'full',
  EDQUOT: 'full',
};

type Kind = 'unwritable' | 'no folder' | 'full' | 'damaged' | 'busy';

const SENTENCES: Readonly<Record<Kind, (file: string) => string>> = {
  unwritable: (file) =>
    `The state folder ${dirname(file)} cannot be written; give it to your user, or set LOCAL_STATE_DIR to another folder.`,
  'no folder': (file) => `${dirname(file)} is not a folder; set LOCAL_STATE_DIR to one, or move the file away.`,
  full: (file) => `There is no space left for the state in ${dirname(file)}; make some, or set LOCAL_STATE_DIR.`,
  damaged: (file) =>
    `${file} is not a state file, or is damaged; move it away, or set LOCAL_STATE_DIR to another folder.`,
  busy: (file) => `Another process keeps ${file} locked; stop it, or set LOCAL_STATE_DIR to another folder.`,
};

/** The error to throw: a sentence for the terminal where the folder is to blame, or else what was thrown. */
export function stateFault(file: string, thrown: unknown): unknown {
  const kind = kindOf(thrown);
  return kind === undefined ? thrown : new SettingsError(SENTENCES[kind](file), { cause: thrown });
}

function kindOf(thrown: unknown): Kind | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  // Extended codes of SQLite hold the plain one in their lowest byte.
  if ('errcode' in thrown && typeof thrown.errcode === 'number') return SQLITE[thrown.errcode & 0xff];
  return typeof thrown.code === 'string' ? SYSTEM[thrown.code] : undefined;
}
