import { expect, it } from 'vitest';
import { entriesIn, idOrNull, idsIn, integerOrNull, listIn, textIn, textOrNull } from './fields.ts';

it.each([undefined, null])('a list that is %s has no elements', (field) => {
  expect(listIn(field)).toEqual([]);
});

it('a list is read without its empty elements', () => {
  expect(listIn([null, { id: 1 }, undefined, { id: 2 }])).toEqual([{ id: 1 }, { id: 2 }]);
});

it.each([undefined, null, 7, true, {}, ['text']])('%s is not a string', (field) => {
  expect(textIn(field)).toBe('');
});

it('a string is read unchanged', () => {
  expect(textIn(' USD')).toBe(' USD');
});

it.each([undefined, 7, {}, ''])('a field that holds %j has no text', (field) => {
  expect(textOrNull(field)).toBeNull();
});

it('a field that holds text is read unchanged', () => {
  expect(textOrNull(' USD')).toBe(' USD');
});

it.each([undefined, null, '', 0.5, {}])('a field that holds %j has no id', (field) => {
  expect(idOrNull(field)).toBeNull();
});

it('an id is read as text', () => {
  expect([idOrNull(7), idOrNull('7')]).toEqual(['7', '7']);
});

it('of several fields, those that hold no id are left out', () => {
  expect(idsIn('a', null, 7, '', {}, undefined)).toEqual(['a', '7']);
});

it.each([undefined, null, '7', 0.5, Number.NaN])('%s is not a whole number', (field) => {
  expect(integerOrNull(field)).toBeNull();
});

it('a whole number is read unchanged', () => {
  expect(integerOrNull(-7)).toBe(-7);
});

it.each([undefined, null, 'text', [7]])('a field that holds %j has no entries', (field) => {
  expect(entriesIn(field, isNumber)).toEqual({});
});

it('entries whose values do not pass are left out', () => {
  expect(entriesIn({ a: 1, b: '2', c: 3 }, isNumber)).toEqual({ a: 1, c: 3 });
});

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
