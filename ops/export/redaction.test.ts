import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { MAX_CODE_BYTES, redactionCode, REDACTION } from './redaction.ts';

/** Runs the code as Pub/Sub does: by its text, with nothing but the language around it. */
function redacted(data: string, paths: readonly string[]): string | null {
  const result: unknown = runInNewContext(`${redactionCode(paths)}; ${REDACTION}(message, {})`, {
    message: { data, attributes: { id: 'evt_1' } },
  });
  if (result === null) return null;
  if (!isJsonObject(result) || typeof result['data'] !== 'string') throw new Error('No message came back.');
  expect(result['attributes']).toEqual({ id: 'evt_1' });
  return result['data'];
}

describe('the transform that redacts', () => {
  it.each([
    ['a field', '{"data":{"email":"ada@x.example","n":1}}', ['email'], '{"data":{"email":"[redacted]","n":1}}'],
    [
      'an object, whole',
      '{"data":{"customer":{"a":[1,{"b":2}]},"n":1}}',
      ['customer'],
      '{"data":{"customer":"[redacted]","n":1}}',
    ],
    [
      'a field of each element',
      '{"data":{"l":[{"e":"x","n":1},{"e":"y"}]}}',
      ['l.*.e'],
      '{"data":{"l":[{"e":"[redacted]","n":1},{"e":"[redacted]"}]}}',
    ],
    ['one element', '{"data":{"l":["x","y"]}}', ['l.1'], '{"data":{"l":["x","[redacted]"]}}'],
    [
      'every field of an object',
      '{"data":{"m":{"a":"x","b":2}}}',
      ['m.*'],
      '{"data":{"m":{"a":"[redacted]","b":"[redacted]"}}}',
    ],
    [
      'a field whose name is written with escapes',
      String.raw`{"data":{"\u0065mail":"x"}}`,
      ['email'],
      String.raw`{"data":{"\u0065mail":"[redacted]"}}`,
    ],
    [
      'a field that is there twice',
      '{"data":{"e":"x","e":"y"}}',
      ['e'],
      '{"data":{"e":"[redacted]","e":"[redacted]"}}',
    ],
    [
      'a text with quotes and brackets',
      String.raw`{"data":{"e":"a\"},]b\\","n":[]}}`,
      ['e'],
      '{"data":{"e":"[redacted]","n":[]}}',
    ],
    ['nothing outside of the body', '{"email":"x","data":{"n":1}}', ['email'], '{"email":"x","data":{"n":1}}'],
    [
      'nothing of an event that is held by reference',
      '{"dataref":"events/x","id":"1"}',
      ['email'],
      '{"dataref":"events/x","id":"1"}',
    ],
  ])('takes out %s', (_what, text, paths, expected) => {
    expect(redacted(text, paths)).toBe(expected);
  });

  it('leaves every other character as it was, digits of long numbers and spaces among them', () => {
    const text = '{ "id":"1",\n "data": { "n": 12345678901234567890.10, "e" : null , "x":[ true ,-1e5 ] } }';
    expect(redacted(text, ['e', 'gone.e'])).toBe(text.replace('null', '"[redacted]"'));
    expect(redacted(text, ['gone'])).toBe(text);
  });

  it.each([
    '',
    'no JSON',
    '{"data":{"e":"x"}',
    '{"data":{"e":"x"}} more',
    '{"data":{"e":"x}}',
    '{"data" {}}',
    '{"data":[1 2]}',
    '[,]',
  ])('leaves out a message that cannot be read: %j', (text) => {
    expect(redacted(text, ['e'])).toBeNull();
  });

  it('is as long as Pub/Sub takes with many fields', () => {
    const paths = Array.from({ length: 100 }, (_, index) => `data.object.customer_details.address.field_${index}`);
    expect(Buffer.byteLength(redactionCode(paths))).toBeLessThan(MAX_CODE_BYTES);
  });
});
