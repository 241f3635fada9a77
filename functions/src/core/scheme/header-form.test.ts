import { expect, it } from 'vitest';
import { headerFormOf, readHeader, writeHeader } from './header-form.ts';

/** What was read of each group, as an object. */
function read(form: string, value: string): readonly object[] {
  return readHeader(headerFormOf(form), value).reads.map((group) => Object.fromEntries(group));
}

it.each([
  ['{signature}', 'abc', { signature: ['abc'] }],
  ['sha256={signature}', 'sha256=abc', { signature: ['abc'] }],
  ['t={timestamp},v1={signature}', 't=1,v1=abc', { timestamp: ['1'], signature: ['abc'] }],
  ['t={timestamp},v1={signature},…', 'v0=x,v1=abc,t=1', { timestamp: ['1'], signature: ['abc'] }],
  ['t={timestamp}*,v1={signature}*,…', 't=1,v1=a,v1=b', { timestamp: ['1'], signature: ['a', 'b'] }],
  ['t={timestamp}, v1={signature}…', 't=1, v1=a, v1=b', { timestamp: ['1'], signature: ['a'] }],
  ['t={timestamp}, v1={signature}…', 't=1,v1=a,v1=b', { timestamp: ['1'], signature: ['a'] }],
  ['t={timestamp}, v1={signature}…', ' t=1,  v1=a', { timestamp: ['1'], signature: ['a'] }],
  ['v1,{signature}* …', 'v1,a v1a,x v1,b', { signature: ['a', 'b'] }],
  ['v1,{signature}* …', 'v1,a, v1,b', { signature: ['a', 'b'] }],
  ['1', '1', { any: ['1'] }],
])('%s reads %j', (form, value, expected) => {
  expect(read(form, value)).toEqual([expected]);
});

it.each([
  ['sha256={signature}', 'sha1=abc'],
  ['sha256={signature}', 'sha256='],
  ['t={timestamp},v1={signature}', 'v1=abc,t=1'],
  ['t={timestamp},v1={signature}', 't=1,v1=abc,v1=abc'],
  ['t={timestamp},v1={signature}', 't=1, v1=abc'],
  ['t={timestamp},v1={signature},…', 't=1,v1=a,v1=b'],
  ['t={timestamp}, v1={signature}…', 'v1=abc, t=1'],
  ['t={timestamp}, v1={signature}…', 't=1; v1=abc'],
  ['1', '2'],
])('%s does not read %j', (form, value) => {
  expect(read(form, value)).toEqual([]);
});

it('groups stand by themselves, so that the time of one never goes with the signature of another', () => {
  expect(read('t={timestamp},v1={signature},… …', 't=1,v1=a t=2,v1=b,v2=x')).toEqual([
    { timestamp: ['1'], signature: ['a'] },
    { timestamp: ['2'], signature: ['b'] },
  ]);
});

it.each([
  ['t={timestamp}, v1={signature}…', 't=1, v1=abc'],
  ['v1,{signature}* …', 'v1,abc'],
  ['Basic {secret|base64}', 'Basic dTpw'],
])('%s is written as the provider writes it', (form, expected) => {
  const values: Readonly<Record<string, string>> = { timestamp: '1', signature: 'abc', secret: 'u:p' };
  expect(writeHeader(headerFormOf(form), (gap) => values[gap])).toBe(expected);
});
