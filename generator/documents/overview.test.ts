import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runGenerator } from '../command.ts';
import { ACME, acmeWith, fixtureProject } from '../testing/fixture.ts';
import { OVERVIEW } from './overview.ts';

const PAGE = `# Integrations

<!-- table written by "npm run generate": begin -->

written by hand

<!-- table written by "npm run generate": end -->

## Try them
`;

interface Outcome {
  readonly status: number;
  readonly output: string;
  readonly page: string;
}

/** A project with the page. */
function projectWith(page: string, sources: ReadonlyMap<string, string> = ACME) {
  const project = fixtureProject(sources);
  mkdirSync(path.join(project.root, 'docs'));
  writeFileSync(path.join(project.root, OVERVIEW), page);
  return project;
}

async function generated(root: string, check = false): Promise<Outcome> {
  const lines: string[] = [];
  const tell = (line: string) => void lines.push(line);
  const status = await runGenerator({ root, check }, { print: tell, tell });
  return { status, output: lines.join('\n'), page: readFileSync(path.join(root, OVERVIEW), 'utf8') };
}

it('the table is between its marks, and nothing else of the page changes', async () => {
  using project = projectWith(PAGE);
  const { status, page, output } = await generated(project.root);
  expect([status, output]).toEqual([0, expect.stringContaining(`${OVERVIEW}\n  written`)]);
  const [before, , after] = page.split(/(<!-- table .*begin -->[^]*end -->)/);
  expect([before, after]).toEqual(['# Integrations\n\n', '\n\n## Try them\n']);
  expect(page).toMatch(
    /^\| Acme +\| generic +\|.*\| `acme-reconcile`, hourly: undelivered events of up to 30 days +\| `ACME_WEBHOOK_SECRET`, `ACME_API_KEY` +\|/m,
  );
  expect(await generated(project.root)).toEqual({ status: 0, page, output: 'functions/src/generated is up to date.' });
});

it('a check finds a table that is out of date, and leaves it', async () => {
  using project = projectWith(PAGE);
  const { page } = await generated(project.root);
  writeFileSync(path.join(project.root, OVERVIEW), page.replace('hourly', 'daily'));
  const { status, output } = await generated(project.root, true);
  expect([status, output]).toEqual([1, expect.stringContaining('docs/integrations.md\n  out of date')]);
  expect((await generated(project.root)).page).toBe(page);
});

it.each([
  ['has no marks', '# Ours\n'],
  ['has a first mark only', PAGE.replace(/<!-- .* end -->/, '')],
])('a page that %s is left alone', async (_what, page) => {
  using project = projectWith(page);
  expect(await generated(project.root)).toMatchObject({ status: 0, page });
});

it('a project without the page needs none', async () => {
  using project = projectWith(PAGE);
  rmSync(path.join(project.root, 'docs'), { recursive: true });
  const lines: string[] = [];
  const status = await runGenerator(
    { root: project.root, check: false },
    { print: (line) => lines.push(line), tell: fail },
  );
  expect([status, lines.join('\n')]).toEqual([0, expect.not.stringContaining(OVERVIEW)]);
});

it('an integration that cannot be loaded is named in a sentence, and the functions are written all the same', async () => {
  const index = `${ACME.get('integrations/acme/index.ts')}\nthrow new Error('acme: the window is missing');\n`;
  using project = projectWith(PAGE, acmeWith({ 'integrations/acme/index.ts': index }));
  const { status, output, page } = await generated(project.root);
  expect([status, page]).toEqual([1, PAGE]);
  expect(output).toBe('The table needs every integration, and acme cannot be loaded: acme: the window is missing');
  expect(readFileSync(path.join(project.root, 'functions/src/generated/acme.ts'), 'utf8')).toContain('webhookFunction');
});

function fail(line: string): never {
  throw new Error(line);
}
