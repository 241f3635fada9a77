import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectFiles, ROOT } from '../project-files.ts';

/** A clone of this project in a temporary folder, as its tracked files are now, with the dependencies of this one. */
export interface Clone extends Disposable {
  readonly root: string;
  read(file: string): string;
  write(file: string, text: string): void;
  /** Runs a command line. @returns what it printed. @throws if it fails */
  run(line: string): string;
}

/** @param from Another clone to begin with, whose commits it gets. */
export function cloneProject(from?: Clone): Clone {
  const root = mkdtempSync(join(tmpdir(), 'user-'));
  const run = (line: string) =>
    execFileSync('sh', ['-c', line], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, ...IDENTITY },
    });
  if (from === undefined) {
    for (const file of projectFiles()) cpSync(join(ROOT, file), join(root, file));
    run('git init --quiet --initial-branch main');
  } else {
    run(`git clone --quiet ${from.root} .`);
  }
  // Links to the files rather than to the folder: a bundler shows where a package really is.
  run(`cp -al ${ROOT}/node_modules . 2>/dev/null || cp -a ${ROOT}/node_modules .`);
  // A lock file newer than the dependencies would have the first command install them.
  utimesSync(join(root, 'package-lock.json'), 0, 0);
  if (from === undefined) run('git add --all && git commit --quiet --message begin');
  return {
    root,
    run,
    read: (file) => readFileSync(join(root, file), 'utf8'),
    write: (file, text) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'A user',
  GIT_AUTHOR_EMAIL: 'user@example.com',
  GIT_COMMITTER_NAME: 'A user',
  GIT_COMMITTER_EMAIL: 'user@example.com',
  NO_COLOR: '1',
};
