import { expect, it } from 'vitest';
import { ifAbsent } from './if-absent.ts';

const change = ifAbsent(() => ({ status: 'failed' }));

it('writes a record if there is none', () => {
  expect(change(undefined)).toEqual({ status: 'failed' });
});

it('leaves a record as it is, by the same object, which is not a write', () => {
  const current = { status: 'succeeded', note: 'a colleague' };
  expect(change(current)).toBe(current);
});
