import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementsOf, MAX_JSON_DEPTH, parseJson } from './json.ts';

describe('a number in JSON', () => {
  it.each([
    ['820982911946154508', '820982911946154508'],
    ['-9007199254740993', '-9007199254740993'],
    ['1000000000000000000000000', '1000000000000000000000000'],
  ])('that is a whole one beyond 2^53 keeps its digits, as text: %s', (json, text) => {
    expect(parseJson(`{"id":${json},"ids": [ ${json} ]}`)).toEqual({ id: text, ids: [text] });
  });

  it.each([
    ['9007199254740991', 9_007_199_254_740_991],
    ['0.12345678901234567890', 0.123_456_789_012_345_68],
    ['1e21', 1e21],
    ['12', 12],
  ])('that JavaScript can hold stays a number: %s', (json, number) => {
    expect(parseJson(`{"long":8209829119461545080,"n":${json}}`)).toEqual({ long: '8209829119461545080', n: number });
  });

  it('keeps its digits wherever in the document it stands', () => {
    const digits = fc.stringMatching(/^[1-9]\d{16,19}$/);
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.nat(999_999), digits, (before, number, long) => {
        const json = `{"a":${JSON.stringify(before)},"b":${number},"c":${long},"d":${number}}`;
        expect(parseJson(json)).toEqual({ a: before, b: number, c: long, d: number });
      }),
    );
  });

  it('in a text is left alone', () => {
    expect(parseJson('{"a":"x, 820982911946154508","b":820982911946154508}')).toEqual({
      a: 'x, 820982911946154508',
      b: '820982911946154508',
    });
  });
});

it('long numbers do not lift the limit of depth', () => {
  const nest = (levels: number) => `${'['.repeat(levels)}820982911946154508${']'.repeat(levels)}`;
  expect(parseJson(nest(MAX_JSON_DEPTH))).toBeDefined();
  expect(parseJson(nest(MAX_JSON_DEPTH + 1))).toBeUndefined();
  expect(parseJson(nest(100_000))).toBeUndefined();
});

describe('the elements of a list', () => {
  it('are the texts that were received, whatever stands between them', () => {
    const json = ' [ {"id":820982911946154508, "a":[1,2]},\r\n{"text":"],[\\"}{"} , 3,null ]\r\n';
    expect(elementsOf(json)).toEqual(['{"id":820982911946154508, "a":[1,2]}', '{"text":"],[\\"}{"}', '3', 'null']);
  });

  it('are those of the list, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.constantFrom(0, 2), (list, indent) => {
        const texts = elementsOf(JSON.stringify(list, undefined, indent));
        expect(texts.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(list)));
      }),
    );
  });
});
