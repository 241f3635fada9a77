import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFields, encodeFields } from './firestore-values.ts';

const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
    fc.string(),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z') }),
    fc.array(tie('json')),
    fc.dictionary(fc.string(), tie('json'), { noNullPrototype: true }),
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

  it('may leave out what is empty', () => {
    expect(decodeFields({ list: { arrayValue: {} }, map: { mapValue: {} } })).toEqual({ list: [], map: {} });
  });

  it('keep nothing that Firestore has no value for', () => {
    expect(() => encodeFields({ call: () => 1 })).toThrow('A document cannot keep a function.');
  });
});
