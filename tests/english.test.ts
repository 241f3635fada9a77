import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PHRASES } from './english/phrases.ts';
import { findingsIn, proseOfMarkdown } from './english/prose.ts';
import { projectFiles, ROOT } from './project-files.ts';

/** What is read, as git's pathspecs. Add a folder here once its sentences are in order. */
const READ = ['README.md', 'SECURITY.md', 'UPGRADING.md', 'CHANGELOG.md', 'monitoring/*.md', 'docs/*.md'];

const files = projectFiles(...READ);

it('reads the documents', () => {
  expect(files).toEqual(expect.arrayContaining(['docs/README.md', 'docs/operate/alerts.md']));
});

it.each(files)('%s reads as a native engineer writes', (file) => {
  expect(findingsIn(file, proseOfMarkdown(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
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
});
