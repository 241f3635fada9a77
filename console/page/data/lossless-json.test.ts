import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberOf, parseLossless, printLossless } from './lossless-json.ts';

describe('JSON that remembers how it was written', () => {
  it.each(['12345678901234567890.10', '1E400', '-0', '1.0', '0.1e-7', '"\\u00e9\\/"', 'true', 'null', '""'])(
    'keeps %s',
    (raw) => {
      expect(parseLossless(` ${raw}\n`)).toMatchObject({ raw });
    },
  );

  it('keeps names in their order, and those that are written twice', () => {
    const node = parseLossless('{"b":1,"a":[],"b":{}}');
    expect(node === undefined ? '' : printLossless(node)).toBe('{\n  "b": 1,\n  "a": [],\n  "b": {}\n}');
    expect(memberOf(node, 'b')).toEqual({ kind: 'object', members: [] });
  });

  it('finds a name however it is escaped', () => {
    expect(memberOf(parseLossless('{"d\\u0061ta":1}'), 'data')).toEqual({ kind: 'number', raw: '1' });
    expect(memberOf(parseLossless('[1]'), 'data')).toBeUndefined();
  });

  it('prints what a parser reads as the same value, whatever the value is', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, 4), (json, space) => {
        const spaced = JSON.stringify(JSON.parse(json), null, space);
        const node = parseLossless(spaced);
        expect(node).toBeDefined();
        if (node !== undefined) expect(JSON.parse(printLossless(node))).toEqual(JSON.parse(spaced));
      }),
    );
  });

  it.each(['', '{', '{"a":1,}', '01', 'undefined', `${'['.repeat(100_000)}${']'.repeat(100_000)}`])(
    'gives up on what is not JSON, or too deep (case %#)',
    (text) => {
      expect(parseLossless(text)).toBeUndefined();
    },
  );
});
