import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { MadeSecrets } from './secrets.ts';
import { SettingsError } from './settings.ts';
import { stateFault } from './state-folder.ts';

const WINDOWS = process.platform === 'win32';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'state-folder-'));
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const modeOf = (path: string) => statSync(path).mode & 0o777;

/** Opens a state file, writes to it, and tells the modes of what is beside it while it is open. */
function modesIn(folder: string): Record<string, number> {
  const database = openDatabase(join(folder, 'state.db'), 'crash');
  try {
    database.exec('CREATE TABLE IF NOT EXISTS written (x)');
    return Object.fromEntries(readdirSync(folder).map((name) => [name, modeOf(join(folder, name))]));
  } finally {
    database.close();
  }
}

describe.skipIf(WINDOWS)('the state', () => {
  const CLOSED = { 'state.db': 0o600, 'state.db-shm': 0o600, 'state.db-wal': 0o600 };

  it('is readable by its owner alone, in a folder that it makes', () => {
    const folder = join(parent, 'made', 'for', 'it');
    expect(modesIn(folder)).toEqual(CLOSED);
    expect(modeOf(folder)).toBe(0o700);
  });

  it('is so in a folder that everybody may enter, whose mode is left alone', () => {
    const folder = join(parent, 'open');
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    expect(modesIn(folder)).toEqual(CLOSED);
    expect(modeOf(folder)).toBe(0o755);
  });

  it('is so whatever it was before, with what a killed process left beside it', () => {
    const first = openDatabase(join(parent, 'state.db'), 'crash');
    first.exec('CREATE TABLE before_it (x)');
    for (const name of readdirSync(parent)) chmodSync(join(parent, name), 0o644);
    expect(modesIn(parent)).toEqual(CLOSED);
    first.close();
  });
});

describe('a state folder that cannot be used', () => {
  it('below a file is told in a sentence', () => {
    writeFileSync(join(parent, 'file'), '');
    const folder = join(parent, 'file', 'state');
    expect(() => openDatabase(join(folder, 'state.db'), 'crash')).toThrow(SettingsError);
    expect(() => openDatabase(join(folder, 'state.db'), 'crash')).toThrow(`${folder} is not a folder`);
  });

  it('with something else in the place of the state file is told in a sentence', () => {
    writeFileSync(join(parent, 'state.db'), 'This is a letter and not a database, of some length.'.repeat(100));
    expect(() => openDatabase(join(parent, 'state.db'), 'crash')).toThrow(SettingsError);
    expect(() => openDatabase(join(parent, 'state.db'), 'crash')).toThrow(/is not a state file, or is damaged/);
    mkdirSync(join(parent, 'other', 'state.db'), { recursive: true });
    expect(() => openDatabase(join(parent, 'other', 'state.db'), 'crash')).toThrow(/is not a state file/);
  });

  it.skipIf(WINDOWS || process.getuid?.() === 0)('that is not ours to write is told in a sentence', async () => {
    chmodSync(parent, 0o500);
    expect(() => openDatabase(join(parent, 'state.db'), 'crash')).toThrow(/cannot be written; give it to your user/);
    await expect(new MadeSecrets(parent).ensure('acme', () => ({ configured: 'x', signing: 'x' }))).rejects.toThrow(
      /cannot be written; give it to your user/,
    );
    chmodSync(parent, 0o700);
  });

  it.each([
    [{ code: 'EACCES' }, 'The state folder /srv/state cannot be written'],
    [{ code: 'EROFS' }, 'The state folder /srv/state cannot be written'],
    [{ code: 'ENOSPC' }, 'There is no space left for the state in /srv/state'],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 8 }, 'The state folder /srv/state cannot be written'],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 1544 }, 'The state folder /srv/state cannot be written'],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 13 }, 'There is no space left for the state in /srv/state'],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 5 }, 'Another process keeps /srv/state/state.db locked'],
  ])('for %j says so', (fields, sentence) => {
    const fault = stateFault('/srv/state/state.db', Object.assign(new Error('no'), fields));
    expect(fault).toBeInstanceOf(SettingsError);
    expect(fault).toMatchObject({ message: expect.stringContaining(sentence), cause: { message: 'no' } });
  });

  it('for a defect of ours stays that', () => {
    const defect = Object.assign(new Error('no such table'), { code: 'ERR_SQLITE_ERROR', errcode: 1 });
    expect(stateFault('/srv/state/state.db', defect)).toBe(defect);
  });
});
