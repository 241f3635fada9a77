import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { agentsPage } from './agents.ts';
import { llmsText } from './llms.ts';

const roots: string[] = [];

afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

/** A folder with these pages. */
function folderWith(pages: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'documents-'));
  roots.push(root);
  for (const [page, text] of Object.entries(pages)) {
    mkdirSync(path.dirname(path.join(root, page)), { recursive: true });
    writeFileSync(path.join(root, page), text);
  }
  return root;
}

const marked = (text: string) => `<!-- also in AGENTS.md: begin -->\n\n${text}\n\n<!-- also in AGENTS.md: end -->`;

it('AGENTS.md has the marked parts, each page on the second level, with links that lead where they led', () => {
  const root = folderWith({
    'README.md': `# Us\n\n${marked('## Write\n\nFirst [it](docs/a.md#b).')}\n\nNot this.\n\n${marked('## Check\n\nThen.')}\n`,
    'docs/imports.md': marked(
      '# Imports\n\n## More\n\n```sh\n# a comment\n```\n\n[a](a.md), [up](../UP.md), [here](#more), [far](https://example.com/x)',
    ),
  });
  const [, , , ...parts] = agentsPage(root)?.split('\n\n') ?? [];
  expect(parts.join('\n\n')).toBe(`## Write

First [it](docs/a.md#b).

## Check

Then.

## Imports

### More

\`\`\`sh
# a comment
\`\`\`

[a](docs/a.md), [up](UP.md), [here](docs/imports.md#more), [far](https://example.com/x)
`);
});

it('llms.txt lists the documents of the index under its headings, with the question that each answers', () => {
  const root = folderWith({
    'README.md': '# Us\n\nWe do this.\n\nMore.\n',
    'docs/README.md': `# Documentation

Find it.

## Run it

| your question  | page                                |
| -------------- | ----------------------------------- |
| How much?      | [Cost](cost.md#all), [more](more.md) |
| Which metrics? | [Monitoring](../monitoring/README.md) |
`,
  });
  expect(llmsText(root)).toBe(`# Us

> We do this.

## Run it

- [Cost](docs/cost.md#all): How much?
- [more](docs/more.md): How much?
- [Monitoring](monitoring/README.md): Which metrics?
`);
});

it('a project without such documents has neither', () => {
  const root = folderWith({ 'README.md': '# Mine\n' });
  expect([agentsPage(root), llmsText(root)]).toEqual([undefined, undefined]);
});
