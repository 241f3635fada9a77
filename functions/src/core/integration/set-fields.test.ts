import { describe, expect, it } from 'vitest';
import { withFields } from './set-fields.ts';

describe('chosen fields of a sample', () => {
  it.each<[string, object, Record<string, unknown>, object]>([
    ['replace what is there', { data: { id: 'a', n: 1 } }, { '/data/id': 'b' }, { data: { id: 'b', n: 1 } }],
    ['create the objects on the way', {}, { '/data/object/id': 'b' }, { data: { object: { id: 'b' } } }],
    ['take the place of null', { data: null }, { '/data/id': 'b' }, { data: { id: 'b' } }],
    ['reach into lists', [{ a: 1 }, { a: 2 }], { '/1/a': 3 }, [{ a: 1 }, { a: 3 }]],
    ['extend lists', { list: [1] }, { '/list/-': 2 }, { list: [1, 2] }],
    ['remove what is set to undefined', { a: 1, b: 2 }, { '/a': undefined }, { b: 2 }],
    ['may be escaped', { 'a/b': 1 }, { '/a~1b': 2 }, { 'a/b': 2 }],
    ['are set in order', {}, { '/a': { b: 1 }, '/a/c': 2 }, { a: { b: 1, c: 2 } }],
    ['may be the whole body', { a: 1 }, { '': [] }, []],
  ])('%s', (_what, body, fields, expected) => {
    expect(JSON.parse(withFields(JSON.stringify(body), fields))).toEqual(expected);
  });

  it('leave every digit of other numbers as it was', () => {
    expect(withFields('{"id":820982911946154508,"price":1.50,"a":1}', { '/a': 2 })).toBe(
      '{"id":820982911946154508,"price":1.50,"a":2}',
    );
  });

  it('cannot be set in a text or a number, or beyond the end of a list', () => {
    expect(() => withFields('{"a":1.50}', { '/a/b': 1 })).toThrow('no place /a/b: there is no "b" to set');
    expect(() => withFields('{"a":"text"}', { '/a/b': 1 })).toThrow('no place /a/b: there is no "b" to set');
    expect(() => withFields('[]', { '/1': 1 })).toThrow('no place /1');
    expect(() => withFields('[]', { '/event': 1 })).toThrow('/0/event for the first element of a list');
  });

  it('are refused with a remedy for a body that is not JSON', () => {
    expect(() => withFields('a=1&b=2', { '/a': 2 })).toThrow('use "edit"');
  });
});
