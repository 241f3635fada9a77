import { expect, it } from 'vitest';
import { AccountPace } from './account-pace.ts';

const MINUTE = 60_000;

it('an account may have a minute of events at once, and each one more gets a later turn', () => {
  const pace = new AccountPace(3);
  const turns = Array.from({ length: 6 }, () => pace.turnOf('shop-1', 0));
  expect(turns).toEqual([undefined, undefined, undefined, 20_000, 40_000, 60_000]);
  expect(pace.turnOf('shop-2', 0)).toBeUndefined();
});

it('an account that keeps to the limit never waits', () => {
  const pace = new AccountPace(60);
  const turns = Array.from({ length: 600 }, (_, second) => pace.turnOf('shop-1', second * 1_000));
  expect(new Set(turns)).toEqual(new Set([undefined]));
});

it('after a while without events, an account has its whole minute again', () => {
  const pace = new AccountPace(2);
  for (let i = 0; i < 4; i++) pace.turnOf('shop-1', 0);
  expect(pace.turnOf('shop-1', MINUTE)).toBe(MINUTE + 30_000);
  expect(pace.turnOf('shop-1', 10 * MINUTE)).toBeUndefined();
  expect(pace.turnOf('shop-1', 10 * MINUTE)).toBeUndefined();
  expect(pace.turnOf('shop-1', 10 * MINUTE)).toBe(10 * MINUTE + 30_000);
});

it('no turn is later than a message is kept', () => {
  const pace = new AccountPace(1);
  for (let i = 0; i < 60 * 24 * 30; i++) pace.turnOf('shop-1', 0);
  expect(pace.turnOf('shop-1', 0)).toBe(25 * 24 * 60 * MINUTE);
});
