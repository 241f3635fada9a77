import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isFactual } from '../../functions/src/core/integration/facts.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { updateDocuments } from '../../generator/documents/documents.ts';
import { overviewRows } from '../../generator/overview/rows.ts';
import { ROOT } from '../project-files.ts';

const rows = await overviewRows(ROOT);

it('the table in docs/integrations.md says what the sources say', async () => {
  expect(await updateDocuments(ROOT, { check: true })).toEqual([]);
});

it('the table has a row for each integration', () => {
  expect(rows.map(({ provider }) => provider).toSorted()).toEqual(Object.keys(catalog).toSorted());
});

it('the table says which ways in there are', () => {
  const told = new Map(rows.map(({ provider, waysIn }) => [provider, waysIn]));
  expect(told.get('stripe')).toEqual(['HTTPS']);
  expect(told.get('shopify')).toEqual(['HTTPS', 'topic']);
  expect(told.get('googlePlay')).toEqual(['push', 'topic']);
});

describe.each(rows)('the row of $provider', ({ provider, signed, variables, checkedBy }) => {
  it('has a kind that its facts name', async () => {
    const entry = Object.values(catalog).find((one) => one.provider === provider);
    const integration = await entry?.integration();
    expect(integration !== undefined && isFactual(integration) && integration.kind).toBeTypeOf('string');
  });

  it('says what is signed and what checks it', () => {
    expect(signed).toMatch(/HMAC-SHA|RSA-SHA|ECDSA|Ed25519|JWT|Standard Webhooks|nothing/);
    expect(checkedBy).toMatch(/^(?:ours[;,] .+|`.+`)$/);
  });

  it('names variables that the README explains', () => {
    const file = path.join(ROOT, 'functions', 'src', 'integrations', provider, 'README.md');
    expect(existsSync(file)).toBe(true);
    const readme = readFileSync(file, 'utf8');
    expect(variables.filter((variable) => !readme.includes(variable))).toEqual([]);
  });
});
