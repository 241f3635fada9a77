import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { overviewCells, type OverviewCells } from './integrations-overview.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const CATEGORIES = [
  'payments',
  'communication',
  'identity',
  'analytics',
  'e-commerce',
  'CRM',
  'documents',
  'logistics',
  'developer tools',
  'support',
  'forms',
  'AI',
  'scheduling',
  'content',
  'productivity',
  'generic',
];

interface Row {
  readonly readme: string;
  readonly category: string;
  readonly cells: OverviewCells;
}

const page = readFileSync(join(DOCS, 'integrations.md'), 'utf8');
const rows = new Map(
  [...page.matchAll(/^\| \[[^\]]+\]\((\S+\/integrations\/(\w+)\/README\.md)\)(.*)\|$/gm)].map(rowOf),
);
const derived = await overviewCells();

it('the overview has a row for each integration', () => {
  expect([...rows.keys()].toSorted()).toEqual([...derived.keys()]);
});

it.each([...derived])('the row of %s says what its sources say', (provider, cells) => {
  expect(rows.get(provider)).toMatchObject({ cells: { ...cells, signed: cells.signed ?? expect.any(String) } });
});

it.each([...rows])('the row of %s links to its README, names its category, and says what is signed', (_name, row) => {
  expect(existsSync(join(DOCS, row.readme))).toBe(true);
  expect(CATEGORIES).toContain(row.category);
  expect(row.cells.signed).toMatch(/HMAC-SHA|RSA-SHA|ECDSA|Ed25519|JWT|Standard Webhooks|nothing/);
});

it.each([...derived])('the README of %s explains each of its variables', (provider, { variables }) => {
  const readme = readFileSync(join(DOCS, rows.get(provider)?.readme ?? ''), 'utf8');
  for (const variable of variables.split(', ')) expect(readme).toContain(variable);
});

function rowOf([, readme = '', provider = '', rest = '']: RegExpExecArray): readonly [string, Row] {
  const [, category = '', signed = '', checkedBy = '', window = '', variables = '', functions = '', logic = ''] = rest
    .split('|')
    .map((cell) => cell.trim());
  return [provider, { readme, category, cells: { signed, checkedBy, window, variables, functions, logic } }];
}
