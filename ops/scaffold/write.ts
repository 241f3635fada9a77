import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Files } from '../../generator/model.ts';
import { UsageError } from '../exit.ts';

/**
 * Writes new files, in the project's own format. None of them may be there.
 * @param root Root of the project. @throws {UsageError}
 */
export function writeNew(root: string, files: Files): void {
  const there = [...files.keys()].find((file) => existsSync(path.join(root, file)));
  if (there !== undefined) throw new UsageError(`${there} already exists; nothing was written.`);
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  // A longer name breaks lines elsewhere than the templates' own.
  const formatter = path.join(root, 'node_modules', 'oxfmt', 'bin', 'oxfmt');
  spawnSync(process.execPath, [formatter, ...files.keys()], { cwd: root });
}
