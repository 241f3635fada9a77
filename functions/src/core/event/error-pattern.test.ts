import { describe, expect, it } from 'vitest';
import { patternOf } from './error-pattern.ts';

describe('the pattern of a message', () => {
  it.each([
    ["No such customer: 'cus_NffrFeUfNV2Hib'", 'No such customer: <text>'],
    ['No such price: price_1MoBy5LkdIwHu7ix', 'No such price: <id>'],
    ['connect ECONNREFUSED 127.0.0.1:9', 'connect ECONNREFUSED <id>'],
    [
      'connect ECONNREFUSED ::1:443, connect ECONNREFUSED 10.0.0.7:443',
      'connect ECONNREFUSED <id>, connect ECONNREFUSED <id>',
    ],
    ['Order 4711 has 3 items.', 'Order <id> has <id> items.'],
    ['The invoice of ada@example.com, sent twice', 'The invoice of <email>, sent twice'],
    ['GET https://crm.example/v1/people/77?key=abc failed', 'GET <url> failed'],
    ['Nobody is called "Ada Lovelace" here', 'Nobody is called <text> here'],
    ['Nobody is called “Ada Lovelace” here', 'Nobody is called <text> here'],
    ["The customer's card wasn't charged.", "The customer's card wasn't charged."],
    ['It was due on 2026-11-29T16:44:00.000Z, id 1d2c9b3e-11a0-4c0b-9d53-0c7c1a55b1ff', 'It was due on <id>, id <id>'],
    ['Missing: sku-1, sku-2, sku-3', 'Missing: <id>'],
    ['Missing: sku-1 and sku-2', 'Missing: <id>'],
    ['Bad answer: {"error":{"id":5}}', 'Bad answer: <data>'],
    ['Unexpected token \'<\', "<!DOCTYPE html><p>" is not valid JSON', 'Unexpected token <text>, "<data>'],
    ['line one\n  line two', 'line one line two'],
    ['fooBarBazQuxfooBarBazQuxfooBarBazQux', '<id>'],
    ['', ''],
  ])('of %j is %j', (message, pattern) => {
    expect(patternOf(message)).toBe(pattern);
  });

  it('tells an answer of 404 from one of 503, and no order from another', () => {
    expect(patternOf('The CRM answered 404.')).not.toBe(patternOf('The CRM answered 503.'));
    expect(patternOf('Request failed with status code 429')).toBe('Request failed with status code 429');
    expect(patternOf('Order 404 is unknown')).toBe(patternOf('Order 503 is unknown'));
  });

  it('keeps the property that the engine names, which is code, unless it may be data', () => {
    const reading = (name: string) => patternOf(`Cannot read properties of undefined (reading '${name}')`);
    expect(reading('address')).not.toBe(reading('email'));
    expect(reading('cus_1')).toBe(reading('cus_2'));
  });

  it('is the same for each build, although a minifier gives variables other names', () => {
    expect(patternOf('e.customers.map is not a function')).toBe(patternOf('tt.customers.map is not a function'));
    expect(patternOf('a is not iterable')).toBe(patternOf('Z$ is not iterable'));
  });

  it('is bounded, well-formed, and quick for a message that is not kind', () => {
    const hostile = ['a', "'", '"', '.', '@', '{', 'a.', 'a@', '(reading ', 'https://', '<', '…\uD800'].map((part) =>
      part.repeat(4_000),
    );
    const begun = performance.now();
    for (const message of hostile) {
      const pattern = patternOf(message);
      expect(pattern.length).toBeLessThanOrEqual(200);
      expect(pattern.isWellFormed()).toBe(true);
    }
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
