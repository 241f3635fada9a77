import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { factsOf } from './scheme-facts.ts';
import { faultsOf } from './faults.ts';
import { proverOf } from './prove.ts';
import type { Scheme } from './scheme.ts';
import { signedBodyOf } from './sign.ts';
import { coverageOf, sentenceOf } from './sentence.ts';
import {
  credential,
  custom,
  ed25519,
  either,
  firstPresent,
  hmac,
  jwt,
  seconds,
  standardWebhooks,
  utc,
} from './schemes.ts';

/** A template that the compiler does not know, as from a configuration. */
function unchecked(text: string): string {
  return text;
}

it('misuse does not compile, and the error is a sentence', () => {
  // @ts-expect-error "A scheme signs no {time}"
  hmac({ headers: { x: '{signature}' }, signs: '{time}.{body}' });
  // @ts-expect-error 'The signature has to cover the body: add {body} to "{timestamp}"'
  hmac({ headers: { x: '{signature}', y: '{timestamp}' }, signs: '{timestamp}' });
  // @ts-expect-error "A header holds no {sig}"
  hmac({ headers: { x: 'sha256={sig}' } });
  // @ts-expect-error Ed25519 has a fixed hash.
  ed25519({ headers: { x: '{signature}' }, hash: 'sha1' });
  // @ts-expect-error One scheme is not a choice.
  either(hmac({ headers: { x: '{signature}' } }));
});

it.each([
  [
    hmac({ headers: { x: '{signature}' }, signs: '{timestamp}.{body}' }),
    /\{timestamp\} is signed, but no header holds it/,
  ],
  [hmac({ headers: { 'X-Acme': '{signature}' } }), /"X-Acme" is not the name of a header in lower case/],
  [hmac({ headers: { x: 'sha256=' } }), /No header holds \{signature\}/],
  [
    hmac({ headers: { x: '{signature}', y: '{timestamp}' }, time: seconds(300) }),
    /A time limits nothing unless it is signed/,
  ],
  [
    hmac({ headers: { x: '{signature}', y: '{timestamp}' }, signs: '{timestamp}{body}', time: seconds(0) }),
    /from 1 to 604800, not 0/,
  ],
  [hmac({ headers: { x: '{signature}' }, signs: unchecked('{body') }), /has a brace that encloses no gap/],
  [hmac({ headers: { x: '{signature}' }, signs: unchecked('{body|md5}') }), /There is no digest \{body\|md5\}/],
  [jwt({ headers: { x: '{signature}' }, algorithms: ['HS256'], claims: {} }), /No header holds \{token\}/],
  [credential({}), /A scheme names at least one header/],
])('what the compiler cannot see is told in a sentence: %#', (scheme, sentence) => {
  expect(faultsOf(scheme).join('\n')).toMatch(sentence);
});

it('what is covered follows from what is signed', () => {
  const scheme = hmac({
    headers: { 'x-id': '{id}', 'x-time': '{timestamp}', 'x-signature': 'v1={signature}', 'x-topic': '{any}' },
    signs: '{id}.{timestamp}.{header:x-topic}.{body}',
    time: seconds(60),
  });
  const facts = factsOf(scheme);
  expect(facts).toMatchObject({
    signatureHeader: 'x-signature',
    toleranceSeconds: 60,
    coversBody: true,
    coversUrl: false,
  });
  expect(['x-id', 'x-time', 'x-topic', 'x-signature', 'x-other'].filter((name) => facts.coversHeader(name))).toEqual([
    'x-id',
    'x-time',
    'x-topic',
  ]);
  expect(sentenceOf(scheme)).toBe('HMAC-SHA256 in hex over {id}.{timestamp}.{header:x-topic}.{body}, in x-signature');
});

it('a credential covers nothing, and is one value even if it contains commas', () => {
  const facts = factsOf(credential({ authorization: 'Bearer {secret}' }));
  expect(facts).toMatchObject({ coversBody: false, wholeSecret: true, signatureHeader: 'authorization' });
});

it('a secret of another form is refused with half a sentence that does not quote it', () => {
  const { faultOfSecret } = factsOf(standardWebhooks());
  expect(faultOfSecret('whsec_!!!')).toBe('is not a valid key: expected base64, with or without whsec_');
  expect(faultOfSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBeUndefined();
  const key = factsOf(ed25519({ headers: { x: '{signature}' } }));
  expect(key.faultOfSecret('abc')).toMatch(/^is not a public key of the kind Ed25519; copy the public key/);
});

it('what the language cannot express is code, with what it covers said beside it', () => {
  const macOf = (text: string, secret: string) => createHmac('sha256', secret).update(text.toUpperCase()).digest('hex');
  const shouted = custom({
    headers: { 'x-acme-signature': '{signature}' },
    says: 'HMAC-SHA256 over the body in capitals',
    covers: ['body'],
    verifies: ({ headers, text }, secret) => headers['x-acme-signature'] === macOf(text, secret),
    signs: ({ text }, secret) => ({ 'x-acme-signature': macOf(text, secret) }),
  });
  expect(factsOf(shouted)).toMatchObject({ coversBody: true });
  expect(sentenceOf(shouted)).toBe('HMAC-SHA256 over the body in capitals, in x-acme-signature');
  const now = new Date('2026-11-23T12:00:00Z');
  const headers = { 'x-acme-signature': macOf('{"a":1}', 'secret') };
  const request = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers,
    rawBody: Buffer.from('{"a":1}'),
    receivedAt: now,
  };
  const prove = proverOf(shouted);
  expect(prove({ provider: 'acme', request, secrets: ['other', 'secret'], now, window: 0 })).toMatchObject({
    secret: 1,
  });
  expect(() => prove({ provider: 'acme', request, secrets: ['other'], now, window: 0 })).toThrow(
    /No configured secret/,
  );
});

describe('a signature in the body', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const macOf = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest('hex');
  const inBody = custom({
    headers: {},
    says: 'time, HMAC-SHA256',
    covers: [],
    time: { ...seconds(300), at: '/sent' },
    id: '/token',
    verifies: ({ text }, secret) => JSON.parse(text).mac === macOf(String(JSON.parse(text).sent), secret),
    signs: () => ({}),
    signsInBody: ({ text, id, now: sent }, secret) => {
      const time = sent.getTime() / 1000;
      return JSON.stringify({ ...JSON.parse(text), sent: time, token: id, mac: macOf(String(time), secret) });
    },
  });
  const prove = (text: string) => {
    const request = {
      method: 'POST',
      url: '/',
      publicUrls: [],
      headers: {},
      rawBody: Buffer.from(text),
      receivedAt: now,
    };
    return proverOf(inBody)({ provider: 'acme', request, secrets: ['secret'], now, window: 300 });
  };
  const signed = (offset: number, id = 't1') => {
    const sent = new Date(now.getTime() + offset * 1000);
    const body = Buffer.from('{"a":1}');
    return Buffer.from(signedBodyOf(inBody, { body, signing: 'secret', id, now: sent, url: '' })).toString();
  };

  it('proves a request, and tells when it was signed and what its token is', () => {
    expect(prove(signed(-300))).toMatchObject({
      secret: 0,
      signedAt: new Date('2026-11-23T11:55:00Z'),
      signedId: 't1',
    });
  });

  it('is refused outside the window, without a token, and without a time', () => {
    expect(() => prove(signed(-301))).toThrow(/signed 301 s ago/);
    expect(() => prove(signed(301))).toThrow(/signed 301 s ahead/);
    expect(() => prove(signed(0, ''))).toThrow(/it needs the text \/token/);
    const timeless = JSON.stringify({ token: 't1', mac: macOf('undefined', 'secret') });
    expect(() => prove(timeless)).toThrow(/it needs the time \/sent/);
  });

  it('has a window and needs no header, and its sentence says where it is', () => {
    expect(factsOf(inBody)).toMatchObject({ toleranceSeconds: 300, coversBody: false, signatureHeader: undefined });
    expect(faultsOf(inBody)).toEqual([]);
    expect(sentenceOf(inBody)).toBe('time, HMAC-SHA256, in the body');
  });
});

describe('of several schemes', () => {
  const [newer, older] = [hmac({ headers: { 'x-new': '{signature}' } }), hmac({ headers: { 'x-old': '{signature}' } })];
  const now = new Date('2026-11-23T12:00:00Z');
  const good = createHmac('sha256', 'secret').update('{}').digest('hex');
  const attempt = (scheme: Scheme, headers: Readonly<Record<string, string>>) => {
    const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from('{}'), receivedAt: now };
    return proverOf(scheme)({ provider: 'acme', request, secrets: ['secret'], now, window: 0 });
  };

  it('any proves the request', () => {
    expect(attempt(either(newer, older), { 'x-new': 'forged', 'x-old': good })).toMatchObject({ secret: 0 });
  });

  it('the first that is present decides, if that is the rule', () => {
    expect(attempt(firstPresent(newer, older), { 'x-old': good })).toMatchObject({ secret: 0 });
    expect(() => attempt(firstPresent(newer, older), { 'x-new': 'forged', 'x-old': good })).toThrow(/No configured/);
    expect(() => attempt(firstPresent(newer, older), {})).toThrow(/The header x-new is missing/);
  });
});

it('each of several schemes keeps its own window, unless the operator has set one', () => {
  const at = (name: string, window: number) =>
    hmac({
      headers: { [name]: '{signature}', [`${name}-time`]: '{timestamp}' },
      signs: '{timestamp}{body}',
      time: seconds(window),
    });
  const now = new Date('2026-11-23T12:00:00Z');
  const attempt = (age: number, window: number) => {
    const time = String(now.getTime() / 1000 - age);
    const signature = createHmac('sha256', 'secret').update(`${time}{}`).digest('hex');
    const headers = { narrow: signature, 'narrow-time': time };
    const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from('{}'), receivedAt: now };
    return proverOf(either(at('wide', 300), at('narrow', 5)))({
      provider: 'acme',
      request,
      secrets: ['secret'],
      now,
      window,
    });
  };
  expect(attempt(5, 300)).toMatchObject({ secret: 0 });
  expect(() => attempt(6, 300)).toThrow(/5 s is the limit/);
  expect(attempt(60, 60)).toMatchObject({ secret: 0 });
});

it.each<[string, Scheme]>([
  ['two schemes', either(hmac({ headers: { a: '{signature}' } }), ed25519({ headers: { b: '{signature}' } }))],
  ['a credential and a key', either(credential({ a: '{secret}' }), ed25519({ headers: { b: '{signature}' } }))],
  ['one token', jwt({ headers: { a: '{token}' }, algorithms: ['RS256', 'HS256'], claims: { hash: '{body|sha256}' } })],
])('a public key that would also be tried as a shared secret is refused: %s', (_where, scheme) => {
  expect(faultsOf(scheme).join()).toMatch(/anyone could sign with the public key as the secret/);
});

it('a time in the body is at a JSON pointer, escapes included', () => {
  const scheme = hmac({ headers: { x: '{signature}' }, time: seconds(60, { at: '/sent~1at' }) });
  const now = new Date('2026-11-23T12:00:00Z');
  const attempt = (body: string) => {
    const headers = { x: createHmac('sha256', 'secret').update(body).digest('hex') };
    const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(body), receivedAt: now };
    return proverOf(scheme)({ provider: 'acme', request, secrets: ['secret'], now, window: 60 });
  };
  expect(attempt('{"sent/at":1795435200}')).toMatchObject({ signedAt: now });
  expect(() => attempt('{"sent~1at":1795435200}')).toThrow(/needs the time/);
});

it('a signed time is part of the proof, and a spelling that the scheme does not name is not read', () => {
  const scheme = hmac({
    headers: { x: '{signature}', 'x-id': '{id}', 'x-time': '{timestamp}' },
    signs: '{id}{timestamp}{body}',
    time: utc(60),
  });
  const now = new Date('2026-11-23T12:00:00Z');
  const attempt = (time: string) => {
    const signature = createHmac('sha256', 'secret').update(`7${time}{}`).digest('hex');
    const headers = { x: signature, 'x-id': '7', 'x-time': time };
    const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from('{}'), receivedAt: now };
    return proverOf(scheme)({ provider: 'acme', request, secrets: ['secret'], now, window: 60 });
  };
  expect(attempt('2026-11-23T12:00:01Z')).toMatchObject({ signedAt: new Date('2026-11-23T12:00:01Z'), signedId: '7' });
  expect(() => attempt('2026-11-23T13:00:01+01:00')).toThrow(/header x-time has no readable time in RFC 3339/);
});

it.each<[Scheme, string]>([
  [hmac({ headers: { x: '{signature}' } }), 'body, HMAC-SHA256'],
  [
    hmac({ headers: { x: '{signature}' }, signs: '{method}{url}{body}', hash: 'sha1' }),
    'method, URL and body, HMAC-SHA1',
  ],
  [hmac({ headers: { x: '{signature}' }, time: seconds(60, { at: '/at' }) }), 'body with its time, HMAC-SHA256'],
  [standardWebhooks(), 'id, time and body, HMAC-SHA256'],
  [ed25519({ headers: { x: '{signature}' } }), 'body, Ed25519'],
  [jwt({ headers: { x: '{token}' }, algorithms: ['HS256'], claims: { hash: '{body|sha256}' } }), 'body, JWT'],
  [credential({ x: '{secret}' }), 'nothing: each request carries a credential'],
])('what a scheme covers is told in a few words: %#', (scheme, words) => {
  expect(coverageOf(scheme)).toBe(words);
});
