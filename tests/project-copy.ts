import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** What a user's project consists of. */
const PARTS = [
  'functions/src',
  'functions/package.json',
  'firebase.json',
  'package.json',
  'tsconfig.json',
  '.oxlintrc.json',
  'generator',
  'scripts',
  'local',
  'console',
  'ops',
];

/** A copy of the project in a temporary folder, to be changed as a user would. */
export interface ProjectCopy {
  readonly root: string;
  /** Writes a file of it, by its path from the root. */
  write(file: string, text: string): void;
  remove(): void;
}

/**
 * Copies the project without its tests. Dependencies are those of this one.
 * @param more What else to copy, whole: what the tests of a new integration need.
 */
export function copyProject(more: readonly string[] = []): ProjectCopy {
  const root = mkdtempSync(join(tmpdir(), 'project-'));
  for (const part of PARTS) cpSync(join(ROOT, part), join(root, part), { recursive: true, filter: isNoTest });
  for (const part of more) cpSync(join(ROOT, part), join(root, part), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return {
    root,
    write: (file, text) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function isNoTest(path: string): boolean {
  return !/[\\/]testing$|\.test\.ts$|\.golden\./.test(path);
}
