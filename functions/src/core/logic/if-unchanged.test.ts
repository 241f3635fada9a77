import { expect, it } from 'vitest';
import { ifUnchanged } from './if-unchanged.ts';

const next = { order: '1002' };

it.each([
  ['no record, and there is none', undefined, undefined],
  ['the same data', { order: '1001', of: { a: 1 } }, { of: { a: 1 }, order: '1001' }],
])('a change that read %s is applied', (_what, read, current) => {
  expect(ifUnchanged(read, () => next)(current)).toBe(next);
});

it.each([
  ['no record, if there is one now', undefined, { order: '1001' }],
  ['other data', { order: '1001' }, { order: '1003' }],
  ['a record that is gone', { order: '1001' }, undefined],
])('a change that read %s is refused', (_what, read, current) => {
  expect(() => ifUnchanged(read, () => next)(current)).toThrow('the next attempt reads it again');
});
