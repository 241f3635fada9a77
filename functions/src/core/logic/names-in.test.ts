import { describe, expect, it } from 'vitest';
import { namesIn } from './names-in.ts';

const shopsIn = (text: string) => namesIn(text, /^[a-z]+\.example$/, 'is not a shop; write its domain');

describe('the names in a setting', () => {
  it('have commas between them, with or without spaces', () => {
    expect(shopsIn('one.example')).toEqual(['one.example']);
    expect(shopsIn(' one.example,two.example , three.example ')).toEqual([
      'one.example',
      'two.example',
      'three.example',
    ]);
  });

  it.each([
    ['one.example, two', '"two" is not a shop; write its domain'],
    ['one.example,', '"" is not a shop; write its domain'],
    ['', '"" is not a shop; write its domain'],
  ])('are refused in %o, because one has another form', (text, why) => {
    expect(() => shopsIn(text)).toThrow(why);
  });
});
