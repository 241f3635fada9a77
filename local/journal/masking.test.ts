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
  ['X-Session', 'abc', '[masked]'],
  ['X-Session-Id', 'abc', '[masked]'],
  ['PHPSESSID', 'abc', '[masked]'],
  ['x-functions-key', 'abc', '[masked]'],
  ['Ocp-Apim-Subscription-Key', 'abc', '[masked]'],
  ['X-JWT-Assertion', 'abc', '[masked]'],
  ['X-AccessToken', 'abc', '[masked]'],
  ['Referer', 'https://u:p@shop.example/a?key=abc&b=1', 'https://[masked]@shop.example/a?key=[masked]&b=1'],
])('%s is masked', (name, value, shown) => {
  expect(maskedHeaders([name, value], NONE)).toEqual([[name, shown]]);
});

it.each([
  'Stripe-Signature',
  'X-Hub-Signature-256',
  'X-Shopify-Hmac-Sha256',
  'X-ShipEngine-RSA-SHA256-Key-ID',
  'X-Request-Id',
  'Idempotency-Key',
  'X-Public-Key',
  'X-Monkey',
  'User-Agent',
  'Content-Type',
  'X-Author-Name',
])('%s is shown: it proves a request and opens nothing, or is not a credential', (name) => {
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

it.each([
  ['token=abc', 'token=[masked]'],
  ['API_KEY=abc', 'API_KEY=[masked]'],
  ['key=abc', 'key=[masked]'],
  ['apiKey=abc', 'apiKey=[masked]'],
  ['sig=abc', 'sig=[masked]'],
  ['X-Amz-Signature=abc', 'X-Amz-Signature=[masked]'],
  ['sessionId=abc', 'sessionId=[masked]'],
  ['hub.verify_token=abc', 'hub.verify_token=[masked]'],
  ['%74oken=abc', '%74oken=[masked]'],
  ['a=1&token=x=y&b=2', 'a=1&token=[masked]&b=2'],
])('parameters that carry a credential are masked: %s', (query, shown) => {
  expect(maskedUrl(`/p/stripe-webhook?${query}`)).toBe(`/p/stripe-webhook?${shown}`);
});

it.each(['', '?a=1&flag&password', '?keyword=a&design=b&monkey=c&%E0%A4%A=d', '?bodySHA256=abc'])(
  'the rest of an address stays as it was: %j',
  (query) => {
    expect(maskedUrl(`/p/stripe-webhook${query}`)).toBe(`/p/stripe-webhook${query}`);
  },
);
