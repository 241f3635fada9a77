import { generateKeyPairSync, sign } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { describeAll } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { locallyTrusted } from './account.ts';
import { GooglePlayEvent, isGooglePlayEventOfType, type GooglePlayEventType } from './event.ts';
import { googlePlay } from './index.ts';
import { googlePlaySamples } from './samples.ts';
import { googlePlayTopic } from './topic.ts';

integrationConformance(googlePlay, googlePlaySamples, { keepsAnyText: true, topic: googlePlayTopic });

const NOW = new Date('2026-11-23T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const URL = 'https://hooks.example.com/play';
const EMAIL = 'play-push@shop.iam.gserviceaccount.com';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const JWK = JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid: 'k1' });
const PEM = publicKey.export({ format: 'pem', type: 'spki' }).toString();

const CLAIMS = {
  aud: URL,
  email: EMAIL,
  email_verified: true,
  iss: 'https://accounts.google.com',
  iat: SECONDS,
  exp: SECONDS + 3_600,
};
const NOTIFICATION = {
  version: '1.0',
  packageName: 'app.example.notes',
  eventTimeMillis: String(NOW.getTime() - 500),
  subscriptionNotification: { notificationType: 4, purchaseToken: 'token-1', subscriptionId: 'plus' },
};

const event = (type: GooglePlayEventType, edit?: (body: string) => string) =>
  sampleEvent(googlePlay, googlePlaySamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

/** Signed with nothing but node:crypto. */
function tokenOf(claims: object, header: object = { alg: 'RS256', kid: 'k1' }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

function requestOf(token: string, body: object, headers: Readonly<Record<string, string>> = {}): RawWebhook {
  return {
    method: 'POST',
    url: '/play',
    publicUrls: [URL],
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    rawBody: Buffer.from(JSON.stringify(body)),
    receivedAt: NOW,
  };
}

function pushed(data: object, messageId = '42'): object {
  return { message: { data: Buffer.from(JSON.stringify(data)).toString('base64'), messageId }, subscription: 's' };
}

const verify = async (token: string, secrets: readonly string[] = [locallyTrusted(JWK, EMAIL)]) =>
  googlePlay.verify(requestOf(token, pushed(NOTIFICATION)), secrets, NOW, { toleranceSeconds: 0 });

async function described(body: object, headers?: Readonly<Record<string, string>>) {
  const request = requestOf(tokenOf(CLAIMS), body, headers);
  const verified = await googlePlay.verify(request, [locallyTrusted(JWK, EMAIL)], NOW, { toleranceSeconds: 0 });
  return describeAll(googlePlay, verified, request).map(({ about }) => about);
}

describe('the token', () => {
  it('is accepted if it was signed without the scheme, by a key in the secret and by one that core joined', async () => {
    expect(await verify(tokenOf(CLAIMS))).toMatchObject({ secret: 0 });
    const joined = [`other@shop.iam.gserviceaccount.com ${PEM}`, `${EMAIL} ${PEM}`];
    expect(await verify(tokenOf(CLAIMS), joined)).toMatchObject({ secret: 1 });
  });

  it.each([
    ['of another account, which Google signs just as well', { email: 'evil@evil.iam.gserviceaccount.com' }],
    ['of an account that is not verified', { email_verified: 'true' }],
    ['for another URL', { aud: `${URL}/` }],
    ['for several URLs', { aud: [URL] }],
    ['of another issuer', { iss: 'https://accounts.example.com' }],
    ['that ended 301 seconds ago', { exp: SECONDS - 301 }],
    ['that never ends', { exp: undefined }],
    ['that lives for more than a day', { iat: SECONDS - 86_400, exp: SECONDS + 1 }],
    ['that is issued 301 seconds from now', { iat: SECONDS + 301 }],
    ['without a time', { iat: undefined }],
  ])('is refused if it is one %s', async (_what, change) => {
    await expect(verify(tokenOf({ ...CLAIMS, ...change }))).rejects.toMatchObject({ code: 'googlePlay/bad-signature' });
  });

  it.each([
    ['another algorithm', { alg: 'RS512', kid: 'k1' }],
    ['the name of another key', { alg: 'RS256', kid: 'k2' }],
    ['an extension that has to be understood', { alg: 'RS256', kid: 'k1', crit: ['x'] }],
  ])('is refused with %s', async (_what, header) => {
    await expect(verify(tokenOf(CLAIMS, header))).rejects.toMatchObject({ code: 'googlePlay/bad-signature' });
  });

  it('names its key, by which core finds it among those of Google', () => {
    expect(googlePlay.accountKeys?.keyId(requestOf(tokenOf(CLAIMS), {}))).toBe('k1');
    expect(googlePlay.accountKeys?.keyId(requestOf('x', {}))).toBeUndefined();
  });

  it('does not count if only the account is configured: without a key nothing is verified', async () => {
    await expect(verify(tokenOf(CLAIMS), [EMAIL])).rejects.toMatchObject({ code: 'googlePlay/bad-signature' });
  });
});

describe('a notification', () => {
  it('is the data of the message, and nothing of it is signed', async () => {
    expect(await described(pushed(NOTIFICATION))).toEqual([
      {
        id: '42',
        type: 'SUBSCRIPTION_PURCHASED',
        time: new Date('2026-11-23T11:59:59.500Z'),
        source: '//play.google.com/app.example.notes',
        subject: 'token-1',
        unsigned: ['id', 'type', 'time', 'source', 'subject'],
      },
    ]);
  });

  it('may come without the wrapper; its id is then in a header, or a digest', async () => {
    const [named] = await described(NOTIFICATION, { 'x-goog-pubsub-message-id': '43' });
    expect(named).toMatchObject({ id: expect.stringMatching(/^43/), type: 'SUBSCRIPTION_PURCHASED' });
    const [unnamed] = await described(NOTIFICATION);
    expect(unnamed).toMatchObject({ type: 'SUBSCRIPTION_PURCHASED', subject: 'token-1' });
  });

  it.each<[string, object, string]>([
    ['a type that is newer than this list', { subscriptionNotification: { notificationType: 99 } }, 'SUBSCRIPTION_99'],
    ['a refund', { voidedPurchaseNotification: { purchaseToken: 't' } }, 'VOIDED_PURCHASE'],
    ['a refund that waits for a review', { pendingRefundReviewNotification: {} }, 'PENDING_REFUND_REVIEW'],
    ['a test', { testNotification: {} }, 'TEST'],
  ])('of %s has its own type', async (_what, part, type) => {
    const [about] = await described(pushed({ packageName: 'app', eventTimeMillis: '1795435198000', ...part }));
    expect(about).toMatchObject({ type, time: new Date(1_795_435_198_000) });
  });

  it.each<[string, object]>([
    ['nothing that is known', pushed({ packageName: 'app', eventTimeMillis: '1', otherNotification: {} })],
    ['no package', pushed({ version: '1.0' })],
    ['data that is not JSON', { message: { data: 'AAAA', messageId: '1' } }],
    ['no data', { message: { messageId: '1' } }],
    ['parts of another form', pushed({ packageName: 'app', subscriptionNotification: null })],
  ])('with %s is kept, marked', async (_what, body) => {
    expect(await described(body)).toMatchObject([{ type: 'unknown', unknown: expect.arrayContaining(['type']) }]);
  });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const types = ['SUBSCRIPTION_RENEWED', 'VOIDED_PURCHASE'] as const;
  const events = await Promise.all(types.map(async (type) => GooglePlayEvent.revive(await event(type))));
  const passed = await firstValueFrom(of(...events).pipe(isGooglePlayEventOfType('VOIDED_PURCHASE'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) {
    expectTypeOf(one.voidedPurchaseNotification.refundType).toEqualTypeOf<1 | 2>();
  }
  // @ts-expect-error The provider sends no such type.
  isGooglePlayEventOfType('BOUGHT');
});
