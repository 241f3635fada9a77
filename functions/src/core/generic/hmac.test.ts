import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { descriptionOf } from '../integration/recognition.ts';
import { hmacIntegration, type HmacOptions } from './hmac.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const BODY = '{"id":"e1","type":"order.paid","data":{"id":"o1"}}';
const LIMITS = { toleranceSeconds: 300 };

function request(headers: RawWebhook['headers'], rest: Partial<RawWebhook> = {}): RawWebhook {
  return {
    method: 'POST',
    url: '/hook?a=1',
    publicUrls: [],
    headers,
    rawBody: Buffer.from(BODY),
    receivedAt: NOW,
    ...rest,
  };
}

const hexOf = (text: string, key: string | Buffer = 'key') => createHmac('sha256', key).update(text).digest('hex');

describe('what is signed', () => {
  it.each<[signed: string, text: string, options: Partial<HmacOptions>, headers: Record<string, string>]>([
    ['{body}', BODY, {}, {}],
    [
      'v1:{timestamp}.{body}',
      `v1:1795435200.${BODY}`,
      { timestamp: { at: 'header:x-time', unit: 'seconds' } },
      { 'x-time': '1795435200' },
    ],
    ['{id}.{body}', `d1.${BODY}`, { id: 'header:x-id' }, { 'x-id': 'd1' }],
    ['{method}{url}{body}', `POSThttps://example.com/hook?a=1${BODY}`, {}, {}],
  ])('%s', async (signed, text, options, headers) => {
    const integration = hmacIntegration('acme', { header: 'x-signature', signed, ...options });
    const publicUrls = ['https://other.example.com/hook', 'https://example.com/hook'];
    const authentic = request({ ...headers, 'x-signature': hexOf(text) }, { publicUrls });
    expect(await integration.verify(authentic, ['other', 'key'], NOW, LIMITS)).toMatchObject({ secret: 1 });
    const forged = request({ ...headers, 'x-signature': hexOf(`${text} `) }, { publicUrls });
    expect(() => integration.verify(forged, ['key'], NOW, LIMITS)).toThrow(
      expect.objectContaining({ code: 'acme/bad-signature' }),
    );
  });

  it('a URL that is signed has to be configured: the variable is named', () => {
    const integration = hmacIntegration('acme', { header: 'x-signature', signed: '{url}{body}' });
    expect(() => integration.verify(request({ 'x-signature': 'a' }), ['key'], NOW, LIMITS)).toThrow(/ACME_WEBHOOK_URL/);
  });
});

describe('the key', () => {
  it.each(['hex', 'base64'] as const)('may be written in %s', async (written) => {
    const key = Buffer.from([0, 1, 2, 0xff, 0xfe]);
    const integration = hmacIntegration('acme', { header: 'x-signature', key: written });
    const secret = key.toString(written);
    expect(integration.checkSecret?.(secret)).toBeUndefined();
    const authentic = request({ 'x-signature': hexOf(BODY, key) });
    expect(await integration.verify(authentic, [secret], NOW, LIMITS)).toMatchObject({ secret: 0 });
  });

  it.each([
    ['hex', 'not hex'],
    ['hex', 'abc'],
    ['base64', 'not base64!'],
  ] as const)('that is to be %s and is "%s" is named before it is used', (written, secret) => {
    const integration = hmacIntegration('acme', { header: 'x-signature', key: written });
    expect(integration.checkSecret?.(secret)).toContain(written);
  });
});

describe('an event', () => {
  it('is described by what its locators find, and what no signature covers is marked', () => {
    const integration = hmacIntegration('acme', {
      header: 'x-signature',
      id: 'header:x-id',
      type: '/type',
      time: 'header:x-time',
      subject: '/data/id',
    });
    const headers = { 'x-id': 'd1', 'x-time': '2026-11-23T11:59:59Z' };
    expect(integration.describe(JSON.parse(BODY), request(headers))).toEqual({
      id: expect.stringMatching(/^d1:[\w-]{43}$/),
      type: 'order.paid',
      time: new Date('2026-11-23T11:59:59Z'),
      subject: 'o1',
      source: '//acme',
      unsigned: ['id', 'time'],
    });
  });

  it('whose id and time are signed headers is signed throughout', () => {
    const integration = hmacIntegration('acme', {
      header: 'x-signature',
      signed: '{id}.{timestamp}.{body}',
      id: 'header:x-id',
      timestamp: { at: 'header:x-time', unit: 'seconds' },
    });
    const about = integration.describe({}, request({ 'x-id': 'd1', 'x-time': '1795435199' }));
    expect(about).toEqual({ id: 'd1', type: 'untyped', time: new Date(1_795_435_199_000), source: '//acme' });
  });

  it('without any of what its locators look for is kept, and what is unknown is named', () => {
    const integration = hmacIntegration('acme', {
      header: 'x-signature',
      id: ['/id', '/version'],
      type: '/kind',
      time: '/at',
    });
    expect(descriptionOf(integration, JSON.parse(BODY), request({}))).toEqual({
      id: expect.stringMatching(/^[\w-]{43}$/),
      type: 'unknown',
      time: NOW,
      source: '//acme',
      unsigned: ['time'],
      unknown: ['id', 'type', 'time'],
    });
  });

  it('is known by a digest of its body if nothing says where its id stands, which a repeat shares', () => {
    const integration = hmacIntegration('acme', { header: 'x-signature' });
    const describe = (body: string) => integration.describe({}, request({}, { rawBody: Buffer.from(body) }));
    expect(describe(BODY)).toMatchObject({ type: 'untyped', time: NOW, unsigned: ['time'] });
    expect(describe(BODY).id).toMatch(/^[\w-]{43}$/);
    expect(describe(BODY).id).toBe(describe(BODY).id);
    expect(describe('{"id":"e2"}').id).not.toBe(describe(BODY).id);
  });

  it('that shares the id of another in an unsigned header is another event all the same', () => {
    const integration = hmacIntegration('acme', { header: 'x-signature', id: 'header:x-delivery-id' });
    const describe = (body: string) =>
      integration.describe({}, request({ 'x-delivery-id': 'same second' }, { rawBody: Buffer.from(body) }));
    expect(describe('{"order":1}').id).not.toBe(describe('{"order":2}').id);
    expect(describe('{"order":1}')).toMatchObject({ id: describe('{"order":1}').id, unsigned: ['id', 'time'] });
  });

  it.each([
    ['1795435200', '2026-11-23T12:00:00.000Z'],
    ['1795435200123', '2026-11-23T12:00:00.123Z'],
    ['2026-11-23T13:00:00+01:00', '2026-11-23T12:00:00.000Z'],
    ['2026-11-23T12:00:00', '2026-11-23T12:00:00.000Z'],
    ['yesterday', NOW.toISOString()],
  ])('that says it occurred at %s occurred at %s', (text, time) => {
    const integration = hmacIntegration('acme', { header: 'x-signature', time: '/at' });
    expect(descriptionOf(integration, { at: text }, request({})).time.toISOString()).toBe(time);
  });
});

describe('the challenge of Meta and WebSub', () => {
  const integration = hmacIntegration('acme', { header: 'x-signature', challenge: 'hub' });
  const answerTo = (url: string, method = 'GET') =>
    integration.handshake?.(request({}, { url, method }), ['key'], NOW, { ...LIMITS, verifyToken: 'token' });
  const asked = '/hook?hub.mode=subscribe&hub.challenge=42&hub.verify_token=';

  it('is repeated as plain text to whoever knows the token', () => {
    expect(answerTo(`${asked}token`)).toEqual({ status: 200, body: '42' });
  });

  it.each(['wrong', '', 'key'])('is refused with the token "%s", be it the key', (token) => {
    expect(answerTo(`${asked}${token}`)).toMatchObject({ status: 403 });
  });

  it.each([
    ['with two challenges', `${asked}token&hub.challenge=43`, 'GET'],
    ['without a challenge', '/hook?hub.mode=subscribe&hub.verify_token=token', 'GET'],
    ['that is a delivery', `${asked}token`, 'POST'],
  ])('a request %s is not answered as one', (_what, url, method) => {
    expect(answerTo(url, method)).toBeUndefined();
  });
});

/** Options that a mere type check does not refuse, and what the error says. */
const FAULTS: readonly (readonly [what: string, options: HmacOptions, sentence: RegExp])[] = [
  ['a header in capitals', { header: 'X-Signature' }, /header must be the name of a header in lower case/],
  ['a body that is not signed', { header: 'x-s', signed: '{timestamp}' }, /signed must contain \{body\}/],
  ['an unknown gap', { header: 'x-s', signed: '{body}{nonce}' }, /signed knows no \{nonce\}; there are \{body\}/],
  ['a lone brace', { header: 'x-s', signed: '{body' }, /brace without its counterpart/],
  [
    'a signed time that stands nowhere',
    { header: 'x-s', signed: '{timestamp}{body}' },
    /timestamp must say where it stands/,
  ],
  [
    'a time in a header that is not signed',
    { header: 'x-s', timestamp: { at: 'header:x-time', unit: 'seconds' } },
    /signed must contain \{timestamp\}/,
  ],
  [
    'a signed time that stands in the body',
    { header: 'x-s', signed: '{timestamp}{body}', timestamp: { at: '/time', unit: 'seconds' } },
    /timestamp.at must be a header/,
  ],
  [
    'an endless window',
    { header: 'x-s', timestamp: { at: '/time', unit: 'seconds', toleranceSeconds: 1e9 } },
    /whole number from 1 to 86400/,
  ],
  [
    'a signed id that stands in the body',
    { header: 'x-s', signed: '{id}{body}', id: '/id' },
    /id must be the one header/,
  ],
  ['a pointer that is none', { header: 'x-s', type: '/a~2' }, /type must be a JSON pointer/],
];

it.each(FAULTS)('%s is refused at start, in a sentence that says what to write', (_what, options, sentence) => {
  expect(() => hmacIntegration('acme', options)).toThrow(expect.objectContaining({ code: 'acme/bad-config' }));
  expect(() => hmacIntegration('acme', options)).toThrow(sentence);
});
