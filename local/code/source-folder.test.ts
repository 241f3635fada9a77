import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryStateDir } from '../testing/state-dir.ts';
import { changedBetween, SourceFolder } from './source-folder.ts';

let root: string;
let folder: SourceFolder;

beforeEach(() => {
  root = temporaryStateDir();
  write('functions/src/sagas/stripe/a.ts', '');
  write('functions/src/core/saga.ts', '');
  write('functions/src/generated/index.ts', '');
  folder = new SourceFolder(root);
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function changedBy(change: () => void): readonly string[] {
  const before = folder.snapshot();
  change();
  return changedBetween(before, folder.snapshot()).map((url) => folder.nameOf(url));
}

it.each([
  ['functions/src/sagas/stripe/a.ts', true],
  ['functions/src/sagas/stripe/new.ts', true],
  ['functions/src/integrations.config.ts', false],
  ['functions/.env', false],
  ['functions/.env.my-project', false],
  ['functions/.secret.local', false],
])('%s is followed; whether it is loaded again: %s', (file, isReloadable) => {
  expect(changedBy(() => write(file, 'changed'))).toEqual([file]);
  expect(folder.isReloadable(new URL(`file://${join(root, file)}`).href)).toBe(isReloadable);
});

it.each(['functions/src/core/saga.ts', 'functions/src/sagas/stripe/a.test.ts', 'functions/lib/index.cjs'])(
  '%s is not followed',
  (file) => {
    expect(changedBy(() => write(file, 'changed'))).toEqual([]);
  },
);

it('folders of the engine and of generated code are not watched', () => {
  const names = folder.folders().map((path) => path.slice(root.length + 1));
  expect(names).toEqual(['functions', 'functions/src', 'functions/src/sagas', 'functions/src/sagas/stripe']);
});
