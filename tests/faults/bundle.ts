import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '../../generator/generate.ts';
import { bundle } from '../../scripts/lib/bundle.ts';
import { copyProject } from '../project-copy.ts';

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
  const { root, write, remove } = copyProject();
  const functions = join(root, 'functions');
  const flags = join(root, 'flags');
  const saga = readFileSync(join(import.meta.dirname, 'three-steps.ts'), 'utf8');
  write('functions/src/sagas/stripe/three-steps.ts', saga.replaceAll('../../functions/src/', '../../'));
  generate(root);
  await bundle(root, join(functions, 'lib'));
  mkdirSync(flags);
  return {
    functions,
    flags,
    setFlag: (name) => writeFileSync(join(flags, name), ''),
    clearFlag: (name) => rmSync(join(flags, name), { force: true }),
    remove,
  };
}
