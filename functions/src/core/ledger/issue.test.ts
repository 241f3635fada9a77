import { describe, expect, it } from 'vitest';
import { commandIn, isIssue, issueOf, stepIn } from './issue.ts';

const FACTS = { consumer: 'stripe-onStripeEvent', command: 'orders/Store/o_1', kind: 'TypeError', message: 'No 1.' };

describe('an issue', () => {
  it('is the same for each event, and for each key of a command', () => {
    expect(issueOf(FACTS)).toBe(issueOf({ ...FACTS, command: 'orders/Store/o_2', message: 'No 2.' }));
    expect(isIssue(issueOf(FACTS))).toBe(true);
  });

  it.each([{ consumer: 'other' }, { command: 'orders/Tell/o_1' }, { kind: 'RangeError' }, { message: 'Not 1.' }])(
    'is another one for %j',
    (change) => {
      expect(issueOf({ ...FACTS, ...change })).not.toBe(issueOf(FACTS));
    },
  );

  it('does not change from version to version: letters that are kept belong to it', () => {
    expect(issueOf(FACTS)).toBe('bfcbb97933b1');
  });
});

describe('the command in a reason', () => {
  it.each([
    ['orders/Store/o_1: It was refused: 5', 'orders/Store', 'It was refused: 5'],
    ['orders/Store/a/b:1: No.', 'orders/Store', 'No.'],
    ['orders: No.', 'orders', 'No.'],
    ['decode: not JSON\nat all', 'decode', 'not JSON\nat all'],
    [
      'Pub/Sub gave it up after 100 deliveries that nobody acked.',
      '',
      'Pub/Sub gave it up after 100 deliveries that nobody acked.',
    ],
  ])('%j', (reason, command, message) => {
    expect(stepIn(reason)).toEqual({ command, message });
  });

  it('has no key', () => {
    expect(commandIn('orders/Store/a/b')).toBe('orders/Store');
    expect(commandIn('orders')).toBe('orders');
  });
});
