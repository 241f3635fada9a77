import { expect, it } from 'vitest';
import type { IntegrationRow } from '../../functions/src/core/inspect/integration-row.ts';
import { renderTable } from './table.ts';

const ACME: IntegrationRow = {
  provider: 'acme',
  title: 'Acme',
  kind: 'payments',
  isInstance: false,
  waysIn: ['HTTPS', 'topic'],
  signed: 'time and body, HMAC-SHA256',
  checkedBy: '`acme`',
  window: '±300 s',
  recovery: '`acme-reconcile`, hourly',
  variables: ['ACME_WEBHOOK_SECRET', 'ACME_API_KEY'],
  sagas: ['orders'],
  records: ['orders', 'payments'],
  durable: ['dunning'],
};

const GLOBEX: IntegrationRow = { ...ACME, provider: 'globex', title: 'Globex', sagas: [], records: [], durable: [] };

function rowsOf(table: string): readonly (readonly string[])[] {
  return table.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

it('a row says what the sources say, and links to the README', () => {
  const [, , acme] = rowsOf(renderTable([ACME], () => true));
  expect(acme).toEqual([
    '[Acme](../functions/src/integrations/acme/README.md)',
    'payments',
    'HTTPS, topic',
    'time and body, HMAC-SHA256',
    '`acme`',
    '±300 s',
    '`acme-reconcile`, hourly',
    '`ACME_WEBHOOK_SECRET`, `ACME_API_KEY`',
    '`orders` → `orders`, `payments`; over time: `dunning`',
  ]);
});

it.each([
  ['nothing', {}, 'none'],
  ['a durable saga', { durable: ['dunning'] }, 'over time: `dunning`'],
  ['a saga that keeps no record', { sagas: ['orders'] }, '`orders`'],
])('an integration with %s says so', (_what, logic, cell) => {
  const [, , row] = rowsOf(renderTable([{ ...GLOBEX, ...logic }], () => false));
  expect([row?.[0], row?.at(-1)]).toEqual(['Globex', cell]);
});

it('its columns are aligned, as the formatter wants them', () => {
  const lines = renderTable([ACME, GLOBEX], ({ length }) => length > 4).split('\n');
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines[1]).toMatch(/^\|(?: -+ \|)+$/);
});
