import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { generate } from '../generator/generate.ts';
import { PLAIN_CONFIG } from '../generator/testing/fixture.ts';

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
 * Copies the project without its tests, its configuration and its instances. Dependencies are those of this one.
 * @param more What else to copy, whole: what the tests of a new integration need.
 */
export function copyProject(more: readonly string[] = []): ProjectCopy {
  const root = mkdtempSync(join(tmpdir(), 'project-'));
  for (const part of PARTS) cpSync(join(ROOT, part), join(root, part), { recursive: true, filter: isNoTest });
  for (const part of more) cpSync(join(ROOT, part), join(root, part), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const copy = copyAt(root);
  copy.write('functions/src/integrations.config.ts', PLAIN_CONFIG);
  removeInstances(join(root, 'functions', 'src'));
  generate(root);
  return copy;
}

/** A copy of a copy, with all that has been made in it. */
export function copyAgain(copied: string): ProjectCopy {
  const root = mkdtempSync(join(tmpdir(), 'project-'));
  cpSync(copied, root, { recursive: true, preserveTimestamps: true });
  return copyAt(root);
}

function copyAt(root: string): ProjectCopy {
  return {
    root,
    write: (file, text) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Without its configuration, the business logic of an instance would belong to no provider. */
function removeInstances(source: string): void {
  for (const folder of readdirSync(join(source, 'sagas'))) {
    if (folder === 'shared' || existsSync(join(source, 'integrations', folder))) continue;
    rmSync(join(source, 'sagas', folder), { recursive: true });
  }
}

function isNoTest(path: string): boolean {
  return !/[\\/]testing$|\.test\.ts$|\.golden\./.test(path);
}
