import { expect, it } from 'vitest';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { faultOfLocator, read } from './locator.ts';

const request: RawWebhook = {
  method: 'POST',
  url: '/',
  publicUrls: [],
  headers: { 'x-id': 'h1', 'x-empty': '' },
  rawBody: Buffer.alloc(0),
  receivedAt: new Date(0),
};
const body = { id: 'b1', n: 7, on: false, empty: '', none: null, list: [{ id: 'l1' }], 'a/b': { 'm~n': 'odd' } };

it.each([
  ['header:x-id', 'h1'],
  ['/id', 'b1'],
  ['/n', '7'],
  ['/on', 'false'],
  ['/list/0/id', 'l1'],
  ['/a~1b/m~0n', 'odd'],
] as const)('%s finds %s', (locator, found) => {
  expect(read(locator, request, body)).toBe(found);
});

it.each([
  'header:x-other',
  'header:x-empty',
  '/other',
  '/id/deeper',
  '/empty',
  '/none',
  '/list',
  '/list/1/id',
  '/list/length',
  '/__proto__',
  '/constructor/name',
] as const)('%s finds nothing', (locator) => {
  expect(read(locator, request, body)).toBeUndefined();
});

it.each(['', 'id', '/a~2', '/a~', 'header:', 'header:X-Id', 'header:x id', 7, undefined])(
  '%j is no locator, and the fault says how to write one',
  (locator) => {
    expect(faultOfLocator(locator)).toMatch(/must be/);
  },
);
