import { expect, it } from 'vitest';
import { PermanentError } from '../event/errors.ts';
import { increment } from './increment.ts';

const counted = increment({ count: 1, bytes: 5 }, { day: '2026-11-29' });

it('starts a record at what is added', () => {
  expect(counted(undefined)).toEqual({ day: '2026-11-29', count: 1, bytes: 5 });
});

it('adds to the numbers of a record and keeps its other fields', () => {
  const current = { count: 2, bytes: 0.5, day: 'unknown', note: 'mine' };
  expect(counted(current)).toEqual({ count: 3, bytes: 5.5, day: '2026-11-29', note: 'mine' });
});

it('takes what is not a number for 0, as Firestore does', () => {
  expect(counted({ count: '2', bytes: null })).toMatchObject({ count: 1, bytes: 5 });
});

it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses for good to add %s', (number) => {
  expect(() => increment({ count: number })).toThrow(PermanentError);
});
