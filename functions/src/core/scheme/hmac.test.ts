import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { hmacMatches, hmacOf, type HmacInput } from './hmac.ts';

const input: HmacInput = { algorithm: 'sha256', encoding: 'hex', key: 'key', parts: ['1.', Buffer.from('{}')] };

it('the parts are signed as they follow each other', () => {
  expect(hmacOf(input)).toBe(createHmac('sha256', 'key').update('1.{}').digest('hex'));
});

it('one right signature among several is enough', () => {
  expect(hmacMatches(input, ['no', hmacOf(input)])).toBe(true);
  expect(hmacMatches(input, [])).toBe(false);
});

it.each([
  ['in upper case', (text: string) => text.toUpperCase()],
  ['with something behind it', (text: string) => `${text}=`],
  ['with a space around it', (text: string) => ` ${text}`],
  ['of another length', (text: string) => text.slice(1)],
])('a signature %s is another one', (_what, change) => {
  expect(hmacMatches(input, [change(hmacOf(input))])).toBe(false);
  const base64 = { ...input, encoding: 'base64' } as const;
  expect(hmacMatches(base64, [change(hmacOf(base64))])).toBe(false);
});
