import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryStateDir } from '../../local/testing/state-dir.ts';
import { secretFileResults } from './secret-files.ts';

const WINDOWS = process.platform === 'win32';

/** A project with files of these modes in its functions. */
function projectWith(modes: Readonly<Record<string, number>>): string {
  const root = temporaryStateDir();
  mkdirSync(path.join(root, 'functions'));
  for (const [name, mode] of Object.entries(modes)) {
    const file = path.join(root, 'functions', name);
    writeFileSync(file, '');
    chmodSync(file, mode);
  }
  return root;
}

it.skipIf(WINDOWS)('files of secrets that others may read are named, with the command that closes them', () => {
  const root = projectWith({ '.secret.local': 0o644, '.env.local': 0o640, '.env': 0o644 });
  expect(secretFileResults(root)).toMatchObject([
    { status: 'warning', what: 'functions/.secret.local', mend: 'chmod 600 functions/.secret.local' },
    { status: 'warning', what: 'functions/.env.local', mend: 'chmod 600 functions/.env.local' },
  ]);
});

it.skipIf(WINDOWS)('files that are closed, or not there, are fine', () => {
  expect(secretFileResults(projectWith({ '.secret.local': 0o600 }))).toEqual([]);
  expect(secretFileResults(temporaryStateDir())).toEqual([]);
});

it('where files have no modes nothing is said', () => {
  expect(secretFileResults(projectWith({ '.secret.local': 0o644 }), 'win32')).toEqual([]);
});
