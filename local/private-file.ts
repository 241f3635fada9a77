import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stateFault } from './state-folder.ts';

/**
 * Writes a file that its owner alone may read. It is there whole or not at all, whoever writes at the same time.
 * @throws {SettingsError} if it cannot be written.
 */
export function writePrivately(path: string, text: string): void {
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, text, { mode: 0o600 });
    chmodSync(draft, 0o600);
    renameSync(draft, path);
  } catch (error) {
    throw stateFault(path, error);
  }
}
