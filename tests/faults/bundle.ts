import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../../generator/generate.ts';
import { bundle } from '../../scripts/lib/bundle.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A copy of the project with one more saga, generated and built as a user would. */
export interface UserProject {
  /** The functions folder, as a deploy uploads it. */
  readonly functions: string;
  /** Files in here are what the saga fails by. */
  readonly flags: string;
  setFlag(name: string): void;
  clearFlag(name: string): void;
  remove(): void;
}

/** Adds the saga of three-steps.ts to a copy of the sources, and builds it. */
export async function buildWithThreeSteps(): Promise<UserProject> {
  const root = mkdtempSync(join(tmpdir(), 'project-'));
  const functions = join(root, 'functions');
  const flags = join(root, 'flags');
  cpSync(join(ROOT, 'functions', 'src'), join(functions, 'src'), { recursive: true });
  cpSync(join(ROOT, 'functions', 'package.json'), join(functions, 'package.json'));
  cpSync(join(ROOT, 'package.json'), join(root, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const saga = readFileSync(join(import.meta.dirname, 'three-steps.ts'), 'utf8');
  writeFileSync(
    join(functions, 'src', 'sagas', 'stripe', 'three-steps.ts'),
    saga.replaceAll('../../functions/src/', '../../'),
  );
  generate(root);
  await bundle(root, join(functions, 'lib'));
  mkdirSync(flags);
  return {
    functions,
    flags,
    setFlag: (name) => writeFileSync(join(flags, name), ''),
    clearFlag: (name) => rmSync(join(flags, name), { force: true }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
