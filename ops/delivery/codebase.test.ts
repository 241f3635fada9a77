import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { codebaseOf } from './codebase.ts';

function projectWith(functions: unknown): string {
  const root = mkdtempSync(join(tmpdir(), 'codebase-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, 'firebase.json'), JSON.stringify({ functions }));
  return root;
}

it.each([
  ['this project', undefined, 'integration-service'],
  ['one codebase among several', [{ source: 'app' }, { source: './functions/', codebase: 'hooks' }], 'hooks'],
  ['a single one', { source: 'functions', codebase: 'hooks' }, 'hooks'],
  ['one without a name', { source: 'functions' }, 'default'],
])('the codebase of %s is the one that the functions folder is deployed as', (_what, functions, codebase) => {
  const found = functions === undefined ? codebaseOf() : codebaseOf(projectWith(functions));
  expect(found).toEqual({ codebase, prefix: undefined });
});

it('the prefix of its functions is the one that is put before their ids', () => {
  expect(codebaseOf(projectWith({ source: 'functions', prefix: 'eu' }))).toEqual({ codebase: 'default', prefix: 'eu' });
});

it.each([[[{ source: 'app' }]], [undefined]])(
  'a firebase.json with %j is an error that says what is missing',
  (functions) => {
    expect(() => codebaseOf(projectWith(functions))).toThrow('no entry under "functions" whose source is functions');
  },
);

it('a project without firebase.json is an error too', () => {
  expect(() => codebaseOf(join(tmpdir(), 'no-such-project'))).toThrow('firebase.json cannot be read');
});
