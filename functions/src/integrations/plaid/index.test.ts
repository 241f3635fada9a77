import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isPlaidEventOfType, PlaidEvent, type PlaidError, type PlaidEventType } from './event.ts';
import { plaid } from './index.ts';
import { keyLookup } from './key.ts';
import { plaidSamples } from './samples.ts';

integrationConformance(plaid, plaidSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const KEY_ID = '6c5516e1-92a4-4a0e-8a1c-0e3f7d1b2c4d';
const CREDENTIALS = `${'ab'.repeat(12)}:${'cd'.repeat(15)}:sandbox`;
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const BODY = '{"webhook_type":"ITEM","webhook_code":"LOGIN_REPAIRED","item_id":"i1","environment":"sandbox"}';

const event = (type: PlaidEventType, at: { readonly id?: string; readonly now?: Date } = {}) =>
  sampleEvent(plaid, plaidSamples, type, { id: '7', now: NOW, ...at });

const jwkOf = (key: KeyObject, fields: object = {}) =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: KEY_ID, ...fields });

/** Signed with nothing but node:crypto. */
function requestOf({ kid = KEY_ID, iat = SECONDS, alg = 'ES256' } = {}): RawWebhook {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const hash = createHash('sha256').update(BODY).digest('hex');
  const signed = `${part({ alg, kid, typ: 'JWT' })}.${part({ iat, request_body_sha256: hash })}`;
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return {
    method: 'POST',
    url: '/hook',
    publicUrls: [],
    headers: {
      'content-type': 'application/json',
      'plaid-verification': `${signed}.${signature.toString('base64url')}`,
    },
    rawBody: Buffer.from(BODY),
    receivedAt: NOW,
  };
}

const verify = async (request: RawWebhook, key = jwkOf(publicKey)) =>
  plaid.verify(request, [key], NOW, { toleranceSeconds: 300 });

it('a webhook is described by its item, its environment and the time at which it was signed', async () => {
  const described = await event('TRANSACTIONS.SYNC_UPDATES_AVAILABLE');
  expect(described).toMatchObject({
    id: expect.stringMatching(/^[\w-]{43}$/),
    eventtype: 'TRANSACTIONS.SYNC_UPDATES_AVAILABLE',
    time: '2026-11-23T12:00:00.000Z',
    source: '//plaid.com/production',
    subject: 'wz666MBjYWTp2PDzzggYhM6oWW7',
  });
  expect(described.unsigned).toBeUndefined();
});

it('the same bytes on another day are another event', async () => {
  const first = await event('TRANSACTIONS.SYNC_UPDATES_AVAILABLE');
  const again = await event('TRANSACTIONS.SYNC_UPDATES_AVAILABLE');
  const later = await event('TRANSACTIONS.SYNC_UPDATES_AVAILABLE', { now: new Date(NOW.getTime() + 86_400_000) });
  expect(again.id).toBe(first.id);
  expect(later.id).not.toBe(first.id);
});

it('a webhook of a transfer has no item', async () => {
  expect(await event('TRANSFER.TRANSFER_EVENTS_UPDATE')).not.toHaveProperty('subject');
});

describe('a key', () => {
  it('verifies what it signed, and as long as it has not expired', async () => {
    expect((await verify(requestOf())).events).toHaveLength(1);
    expect((await verify(requestOf(), jwkOf(publicKey, { expired_at: null }))).events).toHaveLength(1);
    expect((await verify(requestOf(), jwkOf(publicKey, { expired_at: SECONDS + 1 }))).events).toHaveLength(1);
    for (const expired_at of [SECONDS, SECONDS - 1, 'soon']) {
      await expect(verify(requestOf(), jwkOf(publicKey, { expired_at }))).rejects.toMatchObject({
        code: 'plaid/bad-signature',
      });
    }
  });

  it.each([
    ['of another id', requestOf({ kid: 'another' })],
    ['of five minutes ago', requestOf({ iat: SECONDS - 301 })],
    ['of the next minute', requestOf({ iat: SECONDS + 60 })],
    ['of another algorithm', requestOf({ alg: 'HS256' })],
  ])('does not verify a token %s', async (_what, request) => {
    await expect(verify(request)).rejects.toMatchObject({ code: 'plaid/bad-signature' });
  });
});

describe('a key that is looked up', () => {
  const find = (answer: unknown, secret = CREDENTIALS) => {
    const asked: unknown[] = [];
    const load = async (url: string, request?: object) => {
      asked.push({ url, ...request });
      return answer === undefined ? undefined : JSON.stringify(answer);
    };
    return { asked, found: keyLookup.find({ id: KEY_ID, secret, now: NOW, load }) };
  };

  it('is asked for at the API of its environment', async () => {
    const key: unknown = JSON.parse(jwkOf(publicKey));
    const { asked, found } = find({ key, request_id: 'r1' });
    expect((await verify(requestOf(), await found)).events).toHaveLength(1);
    expect(asked).toEqual([
      {
        url: 'https://sandbox.plaid.com/webhook_verification_key/get',
        body: { client_id: 'ab'.repeat(12), secret: 'cd'.repeat(15), key_id: KEY_ID },
      },
    ]);
  });

  it.each([[undefined], [{}], [{ key: null }], [{ key: { kid: 'another' } }]])(
    'is none if the API says %j',
    async (answer) => {
      expect(await find(answer).found).toBeUndefined();
    },
  );

  it('has the id that the token names, if it is one', () => {
    expect(keyLookup.idOf(requestOf())).toBe(KEY_ID);
    for (const request of [
      requestOf({ kid: '../../x' }),
      requestOf({ kid: 'a'.repeat(65) }),
      requestOf({ alg: 'none' }),
    ]) {
      expect(keyLookup.idOf(request)).toBeUndefined();
    }
    expect(keyLookup.idOf({ ...requestOf(), headers: {} })).toBeUndefined();
  });
});

it.each([
  'client_id:secret',
  `${'ab'.repeat(12)}:${'cd'.repeat(15)}`,
  `${'ab'.repeat(12)}:${'cd'.repeat(15)}:development`,
])('%s is not accepted as the secret', (secret) =>
  expect(plaid.checkSecret?.(secret)).toContain('client_id:secret:production'),
);

it('credentials, a key and a set of them are accepted', () => {
  for (const secret of [CREDENTIALS, jwkOf(publicKey), plaidSamples.makeSecret().configured]) {
    expect(plaid.checkSecret?.(secret)).toBeUndefined();
  }
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['ITEM.ERROR', 'AUTH.AUTOMATICALLY_VERIFIED'] as const).map((type) => event(type)));
  const events = all.map((envelope) => PlaidEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isPlaidEventOfType('ITEM.ERROR'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.error).toEqualTypeOf<PlaidError | null>();
  // @ts-expect-error Plaid calls it ITEM.ERROR.
  isPlaidEventOfType('ITEM.FAILED');
});
