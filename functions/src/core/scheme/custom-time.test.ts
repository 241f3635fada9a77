import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { faultsOf } from './faults.ts';
import { proverOf } from './prove.ts';
import { custom, unix } from './schemes.ts';
import { signedHeaders } from './sign.ts';
import type { Custom, CustomRequest } from './scheme.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const mac = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest('hex');
const signedText = ({ query }: Pick<CustomRequest, 'query'>, time: string) => `${query}.${time}`;

/** Signs the query, a header that may be missing, and a time in either unit. */
const options = {
  headers: { 'x-signature': '{signature}', 'x-time': '{timestamp}' },
  says: 'the query and the time',
  covers: ['query:id', 'header:x-optional'],
  time: unix(300),
  verifies: ({ query, headers }, secret) =>
    headers['x-signature'] === mac(signedText({ query }, `${headers['x-time']}${headers['x-optional']}`), secret),
  signs: ({ query, now }, secret) => {
    const time = String(now.getTime());
    return { 'x-time': time, 'x-signature': mac(signedText({ query }, time), secret) };
  },
} satisfies Omit<Custom, 'kind'>;
const scheme = custom(options);

function prove(time: string, headers: Readonly<Record<string, string>> = {}, url = '/hook?id=7') {
  const signature = mac(signedText({ query: 'id=7' }, `${time}${headers['x-optional'] ?? ''}`), 'key');
  const request = {
    method: 'POST',
    url,
    publicUrls: [],
    headers: { 'x-signature': signature, 'x-time': time, ...headers },
    rawBody: Buffer.from('{}'),
    receivedAt: NOW,
  };
  return proverOf(scheme)({ provider: 'acme', request, secrets: ['key'], now: NOW, window: 300 });
}

it.each(['1795435200', '1795435200000'])(
  'the signed time may be in a header, in seconds or milliseconds: %s',
  (time) => {
    expect(prove(time)).toMatchObject({ secret: 0, signedAt: NOW });
  },
);

it.each(['1795434899', '1795435501000', '0', '1795435200.5', 'today'])('the time %s is refused', (time) => {
  expect(() => prove(time)).toThrow(expect.objectContaining({ code: 'acme/bad-signature' }));
});

it('the query and a header that may be missing take part', () => {
  expect(prove('1795435200', { 'x-optional': 'yes' })).toMatchObject({ secret: 0 });
  expect(() => prove('1795435200', {}, '/hook?id=8')).toThrow(expect.objectContaining({ code: 'acme/bad-signature' }));
});

it('samples are signed with their query and time', () => {
  const delivery = { body: Buffer.from('{}'), id: '1', signing: 'key', now: NOW, url: 'https://a.example/hook?id=7' };
  const headers = signedHeaders(scheme, delivery);
  expect(headers['x-time']).toBe('1795435200000');
  expect(prove('1795435200000', headers)).toMatchObject({ signedAt: NOW });
});

it('a time that no header holds is a fault', () => {
  expect(faultsOf(scheme)).toEqual([]);
  expect(faultsOf(custom({ ...options, headers: { 'x-signature': '{signature}' } }))).toEqual([
    expect.stringContaining('{timestamp}'),
  ]);
});
