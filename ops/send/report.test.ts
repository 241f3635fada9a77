import { expect, it } from 'vitest';
import type { FollowedEvent } from './follow.ts';
import { StepReport } from './report.ts';

const CONSOLE = 'http://127.0.0.1:4000';
const EVENT: FollowedEvent = {
  id: 'evt_1',
  type: 'invoice.paid',
  status: 'handled',
  messageId: '7',
  consumers: [
    { name: 'stripe-onStripeEvent', status: 'handled', attempts: 1, commands: [{ name: 'Pay', status: 'done' }] },
  ],
  secretVersion: undefined,
  receivedTime: '9999-01-01T00:00:00.000Z',
  records: [],
  letters: [],
};

function reportOf(event: FollowedEvent): string {
  const lines: string[] = [];
  const about = { title: 'stripe invoice.paid', isSpoiled: false, consoleUrl: CONSOLE };
  const report = new StepReport((text) => lines.push(text), about);
  report.sending();
  report.changed(event);
  // Colours are for terminals.
  return lines.join('').replaceAll(new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'g'), '');
}

it('tells which records an event wrote, and where they are', () => {
  const text = reportOf({ ...EVENT, records: ['payments/pi_1', 'orders/1'] });
  expect(text).toContain(`wrote      payments/pi_1  ${CONSOLE}/#/records/payments\n`);
  expect(text).toContain(`wrote      orders/1  ${CONSOLE}/#/records/orders\n`);
});

it('tells where to go from a dead event: its letter, on the command line and in the console', () => {
  const dead = { name: 'stripe-onStripeEvent', status: 'dead', attempts: 1, error: 'no', commands: [] } as const;
  const text = reportOf({ ...EVENT, status: 'dead', consumers: [dead], letters: ['letter-1'] });
  expect(text).toContain('npm run dead-letters -- show letter-1\n');
  expect(text).toContain('npm run dead-letters -- redrive letter-1, once its cause is fixed\n');
  expect(text).toContain(`${CONSOLE}/#/dead-letters/letter-1\n`);
});

it('an event whose first request came before this one is a duplicate', () => {
  const text = reportOf({ ...EVENT, receivedTime: '2020-01-01T00:00:00.000Z' });
  expect(text).toContain('duplicate  of the event received at 2020-01-01T00:00:00.000Z');
  expect(text).not.toContain('published');
});
