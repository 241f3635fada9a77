import { expect, it } from 'vitest';
import { maskedHeaders, maskedUrl } from './masking.ts';

const NONE = new Set<string>();

it.each([
  ['Authorization', 'Bearer abc', 'Bearer [masked]'],
  ['Proxy-Authorization', 'Basic dTpw', 'Basic [masked]'],
  ['authorization', 'abc', '[masked]'],
  ['Cookie', 'a=b', '[masked]'],
  ['X-API-Key', 'abc', '[masked]'],
  ['X-Gitlab-Token', 'abc', '[masked]'],
  ['X-Amz-Security-Token', 'abc', '[masked]'],
  ['X-Auth', 'abc', '[masked]'],
  ['Webhook-Secret', 'abc', '[masked]'],
])('%s is masked', (name, value, shown) => {
  expect(maskedHeaders([name, value], NONE)).toEqual([[name, shown]]);
});

it.each([
  'Stripe-Signature',
  'X-Hub-Signature-256',
  'X-Shopify-Hmac-Sha256',
  'X-ShipEngine-RSA-SHA256-Key-ID',
  'X-Request-Id',
  'User-Agent',
  'Content-Type',
  'X-Author-Name',
])('%s is shown: it proves a request and opens nothing, or is no credential', (name) => {
  expect(maskedHeaders([name, 'abc'], NONE)).toEqual([[name, 'abc']]);
});

it('a header that a provider sends its credential in is masked under whatever name', () => {
  expect(maskedHeaders(['X-Acme', 'abc', 'X-Other', 'def'], new Set(['x-acme']))).toEqual([
    ['X-Acme', '[masked]'],
    ['X-Other', 'def'],
  ]);
});

it('headers keep their order and their repetitions', () => {
  expect(maskedHeaders(['B', '1', 'A', '2', 'B', '3'], NONE)).toEqual([
    ['B', '1'],
    ['A', '2'],
    ['B', '3'],
  ]);
});

it('parameters that carry a credential are masked, the rest of the address stays as it was', () => {
  expect(maskedUrl('/p/stripe-webhook?a=1&token=abc&API_KEY=def&signature=ghi&flag&password')).toBe(
    '/p/stripe-webhook?a=1&token=[masked]&API_KEY=[masked]&signature=ghi&flag&password',
  );
  expect(maskedUrl('/p/stripe-webhook')).toBe('/p/stripe-webhook');
});
