import { expect, it } from 'vitest';
import { listIn, textIn } from './fields.ts';

it.each([undefined, null])('a list that is %s has no elements', (field) => {
  expect(listIn(field)).toEqual([]);
});

it('a list is read without its gaps', () => {
  expect(listIn([null, { id: 1 }, undefined, { id: 2 }])).toEqual([{ id: 1 }, { id: 2 }]);
});

it.each([undefined, null, 7, true, {}, ['text']])('%s is no text', (field) => {
  expect(textIn(field)).toBe('');
});

it('a text is read as it is', () => {
  expect(textIn(' USD')).toBe(' USD');
});
