import { expect, it } from 'vitest';
import { compactJson, memberOf } from './json-text.ts';

const TEXT = '{ "a" : { "b c": "x , {\\" y",\n "d": 12345678901234567890.50 }, "e": [ 1, 2 ], "f": {} }';

it('JSON loses the spaces between its parts, and nothing else', () => {
  expect(compactJson(TEXT)).toBe('{"a":{"b c":"x , {\\" y","d":12345678901234567890.50},"e":[1,2],"f":{}}');
});

it('a member keeps its spelling', () => {
  const compact = compactJson(TEXT);
  expect(memberOf(memberOf(compact, 'a'), 'd')).toBe('12345678901234567890.50');
  expect(memberOf(memberOf(compact, 'a'), 'b c')).toBe('"x , {\\" y"');
  expect(memberOf(compact, 'e')).toBe('[1,2]');
  expect(memberOf(memberOf(compact, 'f'), 'd')).toBeUndefined();
  expect(memberOf(compact, 'b c')).toBeUndefined();
});
