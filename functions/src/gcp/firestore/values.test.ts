import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFields, encodeFields } from './values.ts';

const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53, -(2 ** 63)),
    fc.integer(),
    // JSON prints minus zero as zero, and so does Firestore's emulator.
    fc.double().filter((number) => !Object.is(number, -0)),
    fc.string({ unit: 'binary' }),
    fc.array(tie('json')),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('json'), { noNullPrototype: true }),
  ),
}));

/** As it travels. */
function printed(value: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value));
}

describe('the fields of a document', () => {
  it('come back as they were, whatever they hold', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json, { noNullPrototype: true }), (data) => {
        expect(decodeFields(printed(encodeFields(data)))).toEqual(data);
      }),
    );
  });

  it('are spelled as Firestore spells them', () => {
    const data = {
      n: 1,
      d: 1.5,
      big: 2 ** 60,
      s: 'x',
      b: false,
      none: null,
      at: new Date(0),
      list: [1],
      map: { a: [] },
    };
    expect(encodeFields(data)).toEqual({
      n: { integerValue: '1' },
      d: { doubleValue: 1.5 },
      big: { doubleValue: 2 ** 60 },
      s: { stringValue: 'x' },
      b: { booleanValue: false },
      none: { nullValue: null },
      at: { timestampValue: '1970-01-01T00:00:00.000Z' },
      list: { arrayValue: { values: [{ integerValue: '1' }] } },
      map: { mapValue: { fields: { a: { arrayValue: { values: [] } } } } },
    });
  });

  it('may hold numbers that JSON has none for', () => {
    expect(encodeFields({ not: NaN, more: Infinity, less: -Infinity })).toEqual({
      not: { doubleValue: 'NaN' },
      more: { doubleValue: 'Infinity' },
      less: { doubleValue: '-Infinity' },
    });
  });

  it('leave out what is undefined', () => {
    expect(encodeFields({ gone: undefined, in: { gone: undefined } })).toEqual({ in: { mapValue: { fields: {} } } });
  });

  it('come without what is empty', () => {
    expect(decodeFields({ list: { arrayValue: {} }, map: { mapValue: {} } })).toEqual({ list: [], map: {} });
  });

  it('may hold what others wrote and JSON has no type for', () => {
    const name = 'projects/shop/databases/(default)/documents/orders/o1';
    expect(
      decodeFields({
        at: { timestampValue: '2026-11-23T12:00:00.123456Z' },
        bytes: { bytesValue: 'AQID' },
        order: { referenceValue: name },
        place: { geoPointValue: { latitude: 52.5, longitude: 13.4 } },
        large: { integerValue: '9223372036854775807' },
        none: { nullValue: 'NULL_VALUE' },
        unknown: {},
      }),
    ).toEqual({
      at: '2026-11-23T12:00:00.123456Z',
      bytes: 'AQID',
      order: name,
      place: { latitude: 52.5, longitude: 13.4 },
      large: 2 ** 63,
      none: null,
      unknown: undefined,
    });
  });

  it('keep nothing that Firestore has no value for', () => {
    expect(() => encodeFields({ call: () => 1 })).toThrow('A document cannot keep a function.');
  });
});
