import { expect, it } from 'vitest';
import { RecentIds } from './recent-ids.ts';

const now = new Date('2026-11-23T12:00:00Z');

it('remembers an event by its source and its id', () => {
  const recent = new RecentIds();
  recent.add('//stripe.com', 'evt_1', now);
  expect(recent.has('//stripe.com', 'evt_1', now)).toBe(true);
  expect(recent.has('//stripe.com/accounts/acct_1', 'evt_1', now)).toBe(false);
});

it('knows the last half of its limit, whatever came before, and never more than the limit', () => {
  const recent = new RecentIds(6);
  const ids = Array.from({ length: 20 }, (_, index) => String(index));
  for (const [count, id] of ids.entries()) {
    recent.add('//a', id, now);
    const known = ids.filter((each) => recent.has('//a', each, now));
    expect(known).toEqual(expect.arrayContaining(ids.slice(0, count + 1).slice(-3)));
    expect(known.length).toBeLessThanOrEqual(6);
  }
});

it('forgets what is too old', () => {
  const recent = new RecentIds(10, 1000);
  recent.add('//a', '1', now);
  expect(recent.has('//a', '1', new Date(now.getTime() + 1001))).toBe(false);
});
