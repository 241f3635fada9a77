import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { credential, hmac, rfc3339, seconds } from '../scheme/schemes.ts';
import { instanceIntegration } from './instance-integration.ts';
import type { Instance } from './instance.ts';
import { descriptionOf } from './recognition.ts';

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
const scheme = hmac({ headers: { 'x-signature': '{signature}' } });

describe('what is signed', () => {
  it.each<[instance: Instance, text: string, headers: Record<string, string>]>([
    [{ scheme }, BODY, {}],
    [
      {
        scheme: hmac({
          headers: { 'x-signature': '{signature}', 'x-time': '{timestamp}' },
          signs: 'v1:{timestamp}.{body}',
          time: seconds(300),
        }),
      },
      `v1:1795435200.${BODY}`,
      { 'x-time': '1795435200' },
    ],
    [
      { scheme: hmac({ headers: { 'x-signature': '{signature}', 'x-id': '{id}' }, signs: '{id}.{body}' }) },
      `d1.${BODY}`,
      { 'x-id': 'd1' },
    ],
    [
      { scheme: hmac({ headers: { 'x-signature': '{signature}' }, signs: '{method}{url}{body}' }) },
      `POSThttps://example.com/hook?a=1${BODY}`,
      {},
    ],
  ])('case %#', async (instance, text, headers) => {
    const integration = instanceIntegration('acme', instance);
    const publicUrls = ['https://other.example.com/hook', 'https://example.com/hook'];
    const authentic = request({ ...headers, 'x-signature': hexOf(text) }, { publicUrls });
    expect(await integration.verify(authentic, ['other', 'key'], NOW, LIMITS)).toMatchObject({ secret: 1 });
    const forged = request({ ...headers, 'x-signature': hexOf(`${text} `) }, { publicUrls });
    expect(() => integration.verify(forged, ['key'], NOW, LIMITS)).toThrow(
      expect.objectContaining({ code: 'acme/bad-signature' }),
    );
  });

  it('a URL that is signed has to be configured: the variable is named', () => {
    const signsUrl = hmac({ headers: { 'x-signature': '{signature}' }, signs: '{url}{body}' });
    const integration = instanceIntegration('acme', { scheme: signsUrl });
    expect(() => integration.verify(request({ 'x-signature': 'a' }), ['key'], NOW, LIMITS)).toThrow(/ACME_WEBHOOK_URL/);
  });
});

describe('the key', () => {
  it.each(['hex', 'base64'] as const)('may be written in %s', async (written) => {
    const key = Buffer.from([0, 1, 2, 0xff, 0xfe]);
    const integration = instanceIntegration('acme', { scheme: { ...scheme, key: written } });
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
    const integration = instanceIntegration('acme', { scheme: { ...scheme, key: written } });
    expect(integration.checkSecret?.(secret)).toContain(written);
  });

  it('may be the secret key of an API: some providers sign with theirs', () => {
    expect(instanceIntegration('acme', { scheme }).signsWithSecretKey).toBe(true);
  });
});

describe('a credential', () => {
  it.each([
    [{ authorization: 'Bearer {secret}' }, 'authorization', 'Bearer token', 'token'],
    [{ authorization: 'Bearer {secret}' }, 'authorization', 'Bearer token', 'Bearer token'],
    [{ authorization: 'Basic {secret|base64}' }, 'authorization', 'Basic dXNlcjpwYXNz', 'user:pass'],
    [{ authorization: 'Basic {secret|base64}' }, 'authorization', 'Basic dXNlcjpwYXNz', 'Basic dXNlcjpwYXNz'],
    [{ 'x-api-key': '{secret}' }, 'x-api-key', 'Bearer a, b', 'Bearer a, b'],
  ])('by %j, %s: %s proves the sender to whom the secret is %s', async (headers, name, value, secret) => {
    const integration = instanceIntegration('acme', { scheme: { kind: 'credential', headers } });
    expect(await integration.verify(request({ [name]: value }), [secret], NOW, LIMITS)).toMatchObject({ secret: 0 });
  });

  it('marks every part of an event as unsigned', () => {
    const integration = instanceIntegration('acme', {
      scheme: credential({ authorization: 'Bearer {secret}' }),
      places: { id: '/id', subject: '/id' },
    });
    expect(integration.describe({ id: 'e1' }, request({}))).toMatchObject({
      id: 'e1',
      subject: 'e1',
      unsigned: ['id', 'type', 'time', 'subject'],
    });
  });
});

describe('an event', () => {
  it('is described by what its places find, and what no signature covers is marked', () => {
    const integration = instanceIntegration('acme', {
      scheme,
      places: { id: 'header:x-id', type: '/type', time: 'header:x-time', subject: '/data/id' },
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

  it('whose id and time are signed headers is signed throughout', async () => {
    const integration = instanceIntegration('acme', {
      scheme: hmac({
        headers: { 'x-signature': '{signature}', 'x-id': '{id}', 'x-time': '{timestamp}' },
        signs: '{id}.{timestamp}.{body}',
        time: seconds(300),
      }),
      places: { id: 'header:x-id' },
    });
    const signed = request({
      'x-signature': hexOf(`d1.1795435199.${BODY}`),
      'x-id': 'd1',
      'x-time': '1795435199',
    });
    await integration.verify(signed, ['key'], NOW, LIMITS);
    expect(integration.describe({}, signed)).toEqual({
      id: 'd1',
      type: 'untyped',
      time: new Date(1_795_435_199_000),
      source: '//acme',
    });
  });

  it('without anything that its places look for is kept, and what is unknown is named', async () => {
    const integration = instanceIntegration('acme', {
      scheme,
      places: { id: '{/id}:{/version}', type: '/kind', time: '/at' },
    });
    const authentic = request({ 'x-signature': hexOf(BODY) });
    const { events } = await integration.verify(authentic, ['key'], NOW, LIMITS);
    expect(events.map(({ native }) => descriptionOf(integration, native, authentic))).toEqual([
      {
        id: expect.stringMatching(/^[\w-]{43}$/),
        type: 'unknown',
        time: NOW,
        source: '//acme',
        unsigned: ['time'],
        unknown: ['id', 'type', 'time'],
      },
    ]);
  });

  it('without a type is kept under its own id', async () => {
    const integration = instanceIntegration('acme', { scheme, places: { id: '/id', type: '/kind' } });
    const authentic = request({ 'x-signature': hexOf(BODY) });
    const { events } = await integration.verify(authentic, ['key'], NOW, LIMITS);
    expect(events.map(({ native }) => descriptionOf(integration, native, authentic))).toMatchObject([
      { id: 'e1', type: 'unknown', unknown: ['type'] },
    ]);
  });

  it('is known by a digest of its body if no place says where its id is, which a repeat shares', () => {
    const integration = instanceIntegration('acme', { scheme });
    const describe = (body: string) => integration.describe({}, request({}, { rawBody: Buffer.from(body) }));
    expect(describe(BODY)).toMatchObject({ type: 'untyped', time: NOW, unsigned: ['time'] });
    expect(describe(BODY).id).toMatch(/^[\w-]{43}$/);
    expect(describe(BODY).id).toBe(describe(BODY).id);
    expect(describe('{"id":"e2"}').id).not.toBe(describe(BODY).id);
  });

  it('that shares the id of another in an unsigned header is another event all the same', () => {
    const integration = instanceIntegration('acme', { scheme, places: { id: 'header:x-delivery-id' } });
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
    const integration = instanceIntegration('acme', { scheme, places: { time: '/at' } });
    expect(descriptionOf(integration, { at: text }, request({})).time.toISOString()).toBe(time);
  });
});

describe('the challenge of Meta and WebSub', () => {
  const integration = instanceIntegration('acme', { scheme, challenge: 'hub' });
  const answerTo = (url: string, method = 'GET') =>
    integration.handshake?.(request({}, { url, method }), ['key'], NOW, { ...LIMITS, verifyToken: 'token' });
  const asked = '/hook?hub.mode=subscribe&hub.challenge=42&hub.verify_token=';

  it('is repeated as plain text to whoever knows the token', () => {
    expect(answerTo(`${asked}token`)).toEqual({ status: 200, body: '42' });
    expect(integration.needsVerifyToken).toBe(true);
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

describe('what cannot work is refused at start, in a sentence that says what to write', () => {
  const headers = { 'x-signature': '{signature}' };
  const withScheme = (changes: object): object => ({ scheme: { ...scheme, ...changes } });

  it.each<[object, string]>([
    [{}, 'scheme must say how it signs, as in hmac({…})'],
    [{ scheme: { kind: 'hmack', headers } }, 'scheme: it must be made by one of hmac, ed25519'],
    [{ scheme, place: {} }, 'place is not one of its options; you probably mean places'],
    [
      { scheme, contentTypes: 'application/json' },
      "contentTypes must be a list of media types, such as ['application/",
    ],
    [{ scheme, maxBytes: 0 }, 'maxBytes must be a whole number of at least 1'],
    [{ scheme, challenge: 'spoke' }, 'challenge must be one of hub'],
    [{ scheme, places: { subjet: '/id' } }, 'places: subjet is not one of its options; you probably mean subject'],
    [{ scheme, places: { list: 'events' } }, 'places: list must be a JSON pointer to the list, or the empty text'],
    [{ scheme, places: { type: '/a~2' } }, 'type: "/a~2" is not a JSON pointer'],
    [{ scheme, places: { type: 'event' } }, 'type: "event" names no place; write a JSON pointer like "/data/id"'],
    [withScheme({ encodng: 'hex' }), 'scheme: encodng is not one of its options; you probably mean encoding'],
    [withScheme({ encoding: 'base32' }), 'scheme: encoding must be one of hex, hex:any-case, base64'],
    [withScheme({ headers: { 'x-signature': 5 } }), 'scheme: headers must be an object such as'],
    [withScheme({ headers: { 'X-Signature': '{signature}' } }), '"X-Signature" is not the name of a header in lower'],
    [withScheme({ signs: '{timestamp}' }), '{timestamp} is signed, but no header holds it'],
    [withScheme({ signs: '{body}{nonse}' }), 'A scheme signs no {nonse}; use {body}'],
    [withScheme({ signs: '{body' }), 'has a brace that encloses no gap'],
    [withScheme({ time: { unit: 'seconds', window: 300, tolerance: 5 } }), 'scheme: time: tolerance is not one of'],
    [withScheme({ time: { ...rfc3339(300), window: 1e9 } }), 'whole number of seconds from 1 to 604800'],
    [withScheme({ time: seconds(300) }), 'A time limits nothing unless it is signed'],
    [{ scheme: { kind: 'either', schemes: [scheme, 'x'] } }, 'scheme: each of its schemes must be one'],
  ])('%j: %s', (instance, sentence) => {
    const unchecked: Instance = JSON.parse(JSON.stringify(instance));
    const start = () => instanceIntegration('acme', unchecked);
    expect(start).toThrow(expect.objectContaining({ code: 'acme/bad-config' }));
    expect(start).toThrow(`The instance acme: `);
    expect(start).toThrow(sentence);
  });
});
