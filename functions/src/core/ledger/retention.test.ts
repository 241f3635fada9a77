import { expect, it } from 'vitest';
import { DEFAULT_DELIVERY_POLICY } from '../config/delivery-policy.ts';
import { RETENTION } from './retention.ts';

it.each(['ledgerEntry', 'largeBody'] as const)('%s outlasts the longest retention that a topic can have', (kept) => {
  expect(RETENTION[kept].days).toBeGreaterThan(DEFAULT_DELIVERY_POLICY.topicRetentionDays);
});

it('is a number of days, in milliseconds and in words alike', () => {
  for (const { days, ms, text } of Object.values(RETENTION)) {
    expect(ms).toBe(days * 86_400_000);
    expect(text).toBe(`${days} days`);
  }
});
