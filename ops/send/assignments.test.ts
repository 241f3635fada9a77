import { describe, expect, it } from 'vitest';
import { assignmentIn, withAssignments } from './assignments.ts';

const JSON_BODY =
  '{"exact":1.50,"id":820982911946154508,"data":{"object":{"amount":100,"tags":["a"]}},"a.b":1,"none":null}';

function set(body: string, ...words: readonly string[]): string {
  return withAssignments(Buffer.from(body), words.map(assignmentIn)).toString();
}

describe('--set', () => {
  it.each([
    ['data.object.amount=500', '"amount":100', '"amount":500'],
    ['data.object.amount=past=due', '"amount":100', '"amount":"past=due"'],
    ['data.object.tags.0="7"', '["a"]', '["7"]'],
    ['data.object=null', '{"amount":100,"tags":["a"]}', 'null'],
    ['exact=12345678901234567890.50', '1.50', '12345678901234567890.50'],
    ['none=true', 'null', 'true'],
    ['/a.b=', '"a.b":1', '"a.b":""'],
  ])('%s changes that field, and no digit of another', (word, before, after) => {
    expect(set(JSON_BODY, word)).toBe(JSON_BODY.replace(before, after));
  });

  it('sets several fields in their order', () => {
    expect(set('{"data":1}', 'data={"id":""}', 'data.id=x', 'data.id=y')).toBe('{"data":{"id":"y"}}');
  });

  it('sets a parameter of a form', () => {
    expect(set('From=%2B1&Body=hi', 'Body=a b')).toBe('From=%2B1&Body=a+b');
  });

  it('without fields changes no byte', () => {
    const body = Buffer.from([0xff]);
    expect(withAssignments(body, [])).toBe(body);
  });

  it.each([
    ['data.object', /^--set data\.object names no value; write --set data\.object\.amount=500\.$/],
    ['data.object.amont=5', /no such field\. data\.object has amount, tags\. To add a field, set all of data\.object/],
    ['dta=5', /no such field\. The body has exact, id, data, a\.b, none\.$/],
    ['exact.more=1', /exact is a number, which has no fields\.$/],
    ['data.object.tags.0.x=1', /data\.object\.tags\.0 is a string, which has no fields\.$/],
    ['none.x=1', /none is null, which has no fields\.$/],
    ['data.object.tags.1=b', /data\.object\.tags is a list of 1, counted from 0\.$/],
  ])('%s is refused with a sentence', (word, sentence) => {
    expect(() => set(JSON_BODY, word)).toThrow(sentence);
  });

  it.each([
    ['From=1&Body=hi', /no such field\. The form has From, Body\.$/],
    ['--boundary\r\nContent-Disposition: form-data', /the body is neither JSON nor a form/],
  ])('of a body %j names the fields that exist', (body, sentence) => {
    expect(() => set(body, 'Text=hi')).toThrow(sentence);
  });
});
