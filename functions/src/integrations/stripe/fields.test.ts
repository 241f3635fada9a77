import { expect, expectTypeOf, it } from 'vitest';
import { idOf, isoOf, olderField } from './fields.ts';

it.each([
  ['cus_1', 'cus_1'],
  [{ id: 'cus_1', object: 'customer' }, 'cus_1'],
  [null, null],
  [undefined, null],
  ['', null],
  [{ object: 'customer' }, null],
  [7, null],
])('the id of %j is %j', (reference, id) => {
  expect(idOf(reference)).toBe(id);
});

it.each([
  [1795435200, '2026-11-23T12:00:00.000Z'],
  [0, '1970-01-01T00:00:00.000Z'],
  [null, null],
  [undefined, null],
  [Number.NaN, null],
  ['1795435200', null],
  [1795435200000, '2026-11-23T12:00:00.000Z'],
  [1e21, null],
])('the time of %j is %j', (seconds, time) => {
  expect(isoOf(seconds)).toBe(time);
});

it('a field that the types do not have is read as unknown', () => {
  expect(olderField({ subscription: 'sub_1' }, 'subscription')).toBe('sub_1');
  expect(olderField({}, 'subscription')).toBeUndefined();
});

it('a time that is always present is typed as always present', () => {
  expectTypeOf(isoOf(1)).toEqualTypeOf<string>();
  expectTypeOf(isoOf<number | null>(1)).toEqualTypeOf<string | null>();
});
