import { describe, expect, it } from 'vitest';
import { nearest, slipsBetween } from './nearest.ts';

const NAMES = [
  'stripe',
  'slack',
  'toleranceSeconds',
  'maxBytes',
  'webhook',
  'region',
  'stripeApiKey',
  'stripeApiKeyName',
];

describe('a misspelt name', () => {
  it.each([
    ['strpe', 'stripe'],
    ['stirpe', 'stripe'],
    ['Stripe', 'stripe'],
    ['regoin', 'region'],
    ['maxByte', 'maxBytes'],
    ['webhok', 'webhook'],
    ['webhooks', 'webhook'],
    ['tolerance', 'toleranceSeconds'],
    ['apiKey', 'stripeApiKey'],
  ])('%s suggests %s', (word, name) => expect(nearest(word, NAMES)).toBe(name));

  it.each(['paypal', 'retries', 'key', '', 'toString'])('%s suggests nothing', (word) =>
    expect(nearest(word, NAMES)).toBeUndefined(),
  );
});

it.each([
  ['', 'a', 1],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['abc', 'bca', 2],
  ['abcd', 'dcba', Infinity],
  ['a', 'abcdef', Infinity],
])('%j and %j are %d slips apart, of two at the most', (from, to, slips) => {
  expect(slipsBetween(from, to, 2)).toBe(slips);
  expect(slipsBetween(to, from, 2)).toBe(slips);
});
