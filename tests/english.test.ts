import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PHRASES } from './english/phrases.ts';
import { findingsIn, proseOfMarkdown } from './english/prose.ts';
import { proseOfTypeScript } from './english/typescript.ts';
import { projectFiles, ROOT } from './project-files.ts';

/** The documents, as git's pathspecs. */
const DOCUMENTS = [
  'README.md',
  'SECURITY.md',
  'UPGRADING.md',
  'CHANGELOG.md',
  'monitoring/*.md',
  'docs/*.md',
  'functions/src/integrations/*.md',
];
/** Folders whose comments, messages and tests' names are in order. Add one once its sentences are. */
const CODE = [
  'bench/*.ts',
  'console/*.ts',
  'functions/src/core/*.ts',
  'functions/src/exports/*.ts',
  'functions/src/gcp/*.ts',
  'functions/src/integrations/*.ts',
  'functions/src/sagas/*.ts',
  'functions/src/testing/*.ts',
  'generator/*.ts',
  'local/*.ts',
  'ops/*.ts',
  'scripts/*.ts',
  'tests/*.ts',
];
/** They quote the phrases. */
const QUOTING = ['tests/english.test.ts', 'tests/english/phrases.ts'];

const documents = projectFiles(...DOCUMENTS);
const code = projectFiles(...CODE).filter((file) => !QUOTING.includes(file));

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

it('reads the documents and the code', () => {
  expect(documents).toEqual(expect.arrayContaining(['docs/README.md', 'docs/operate/alerts.md']));
  expect(code).toEqual(expect.arrayContaining(['ops/cli/commands.ts', 'console/page/views/letters.ts']));
});

it.each(documents)('%s reads as a native engineer writes', (file) => {
  expect(findingsIn(file, proseOfMarkdown(read(file)))).toEqual([]);
});

it.each(code)('%s reads as a native engineer writes', (file) => {
  expect(findingsIn(file, proseOfTypeScript(file, read(file)))).toEqual([]);
});

describe.each(PHRASES)('$pattern', ({ pattern, wrong, right }) => {
  it.each([...wrong])('finds: %s', (sentence) => {
    expect(sentence.match(pattern)).not.toBeNull();
  });

  it.each([...right])('leaves alone: %s', (sentence) => {
    expect(sentence.match(pattern)).toBeNull();
  });
});

describe('prose', () => {
  it('is what is left of a page without its code, on the same lines', () => {
    const page = 'Run `go before`.\n\n```sh\necho anew\n```\n\nSee [the page](goes-before.md) anew.\n';
    expect(findingsIn('page.md', proseOfMarkdown(page))).toEqual([
      'page.md:7: “anew”. Write “again”, or “start over”.',
    ]);
  });

  it.each([
    ['a comment', 'const go = before; // This begins anew.'],
    ["a member's docstring", 'interface A {\n  /** This begins anew. */\n  readonly a: string;\n}'],
    ['a string', "print('This begins anew.');"],
    ['a template, around its expressions', 'print(`${go(`${before}`)} begins anew.`);'],
    ['a string within a template', "print(`${isNew ? 'This begins anew.' : ''}`);"],
    ['a comment behind slashes that begin none', "const a = [/'/, '//', `//`]; // This begins anew."],
  ])('of TypeScript is %s', (_what, text) => {
    expect(findingsIn('a.ts', proseOfTypeScript('a.ts', text))).toEqual([expect.stringMatching(/^a\.ts:\d+: “anew”/)]);
  });

  it.each([
    ['names', 'const anew = of.its.own;'],
    ['regular expressions', 'const a = /begins anew/;'],
    ['code in comments', '// See `begin(anew)` and {@link anew}.'],
  ])('of TypeScript is not %s', (_what, text) => {
    expect(findingsIn('a.ts', proseOfTypeScript('a.ts', text))).toEqual([]);
  });

  it.each(code.filter((_file, index) => index % 20 === 0))('of %s keeps its lines and columns', (file) => {
    const text = read(file);
    const prose = proseOfTypeScript(file, text);
    expect(prose.split('\n').map((line) => line.length)).toEqual(text.split('\n').map((line) => line.length));
  });
});
