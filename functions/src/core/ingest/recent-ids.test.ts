import { expect, it } from 'vitest';
import { RecentIds } from './recent-ids.ts';

const now = new Date('2026-11-23T12:00:00Z');

it('remembers an event by its source and its id', () => {
  const recent = new RecentIds();
  recent.add('//stripe.com', 'evt_1', now);
  expect(recent.has('//stripe.com', 'evt_1', now)).toBe(true);
  expect(recent.has('//stripe.com/accounts/acct_1', 'evt_1', now)).toBe(false);
});

it('forgets the oldest when it is full', () => {
  const recent = new RecentIds(2);
  for (const id of ['1', '2', '1', '3']) recent.add('//a', id, now);
  expect(['1', '2', '3'].map((id) => recent.has('//a', id, now))).toEqual([true, false, true]);
});

it('forgets what is too old', () => {
  const recent = new RecentIds(10, 1000);
  recent.add('//a', '1', now);
  expect(recent.has('//a', '1', new Date(now.getTime() + 1001))).toBe(false);
});
