import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { macMatches, macOf, type MacInput } from './mac.ts';

const input: MacInput = { hash: 'sha256', encoding: 'hex', key: 'key', parts: ['1.', Buffer.from('{}')] };

it('the parts are signed as they follow each other', () => {
  expect(macOf(input)).toBe(createHmac('sha256', 'key').update('1.{}').digest('hex'));
});

it('one right signature among several is enough', () => {
  expect(macMatches(input, ['no', macOf(input)])).toBe(true);
  expect(macMatches(input, [])).toBe(false);
});

it.each([
  ['in upper case', (text: string) => text.toUpperCase()],
  ['with something behind it', (text: string) => `${text}=`],
  ['with a space around it', (text: string) => ` ${text}`],
  ['of another length', (text: string) => text.slice(1)],
])('a signature %s is another one', (_what, change) => {
  expect(macMatches(input, [change(macOf(input))])).toBe(false);
  const base64 = { ...input, encoding: 'base64' } as const;
  expect(macMatches(base64, [change(macOf(base64))])).toBe(false);
});
