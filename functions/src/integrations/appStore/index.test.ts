import { sign, X509Certificate } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { readSettings } from '../../core/config/settings.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { secretSourceOf } from '../../core/secrets/secret-source.ts';
import { createLogger } from '../../core/telemetry/logger.ts';
import { systemClock } from '../../core/ports.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { APPLE_ROOT_CA_G3 } from './apple-root.ts';
import { locallyTrusted } from './app.ts';
import { AppStoreEvent, isAppStoreEventOfType, type AppStoreEventType } from './event.ts';
import { appStore } from './index.ts';
import { makeChain, type ChainOptions, type LocalChain } from './local-chain.ts';
import { appStoreSamples } from './samples.ts';

integrationConformance(appStore, appStoreSamples, {
  refusesUnknown: 'a notification names the app that it is about',
});

const NOW = new Date('2026-11-23T12:00:00Z');
const DATA = { bundleId: 'app.example.notes', appAppleId: 42, environment: 'Production' };
const NOTIFICATION = { notificationType: 'TEST', notificationUUID: 'u1', signedDate: NOW.getTime(), data: DATA };
const APP = 'app.example.notes:Production:42';
const CHAIN = makeChain();

const event = (type: AppStoreEventType, edit?: (body: string) => string) =>
  sampleEvent(appStore, appStoreSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

/** Signed with nothing but node:crypto. */
function signed(payload: object, { privateKey, x5c }: LocalChain = CHAIN, header: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'ES256', x5c, ...header })}.${part(payload)}`;
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

async function verify(signedPayload: string, secrets: readonly string[] = [locallyTrusted(CHAIN.x5c[2], APP)]) {
  const request: RawWebhook = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: { 'content-type': 'application/json' },
    rawBody: Buffer.from(JSON.stringify({ signedPayload })),
    receivedAt: NOW,
  };
  return appStore.verify(request, secrets, NOW, { toleranceSeconds: 0 });
}

const expectRefused = (signedPayload: string, secrets?: readonly string[]) =>
  expect(verify(signedPayload, secrets)).rejects.toMatchObject({ code: 'appStore/bad-signature' });

describe('whom we trust', () => {
  it('the pinned certificate is Apple Root CA – G3, by the fingerprint that Apple publishes', () => {
    const root = new X509Certificate(Buffer.from(APPLE_ROOT_CA_G3, 'base64'));
    expect(root.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(
      '63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179',
    );
    expect(root.verify(root.publicKey)).toBe(true);
  });

  it('a notification that was signed without the scheme is accepted under the root that is trusted locally', async () => {
    expect(await verify(signed(NOTIFICATION))).toMatchObject({ secret: 0 });
  });

  it('the same notification is refused if the configured app brings no root: then only Apple’s counts', async () => {
    await expectRefused(signed(NOTIFICATION), [APP]);
  });

  it('a deployed function refuses a secret that brings its own root, whatever else is configured', () => {
    const environment = { APP_STORE_WEBHOOK_SECRET: `${APP},${locallyTrusted(CHAIN.x5c[2], APP)}` };
    const start = (more: Readonly<Record<string, string>>) =>
      secretSourceOf(appStore, readSettings('appStore', {}, { ...environment, ...more }), {
        secrets: { versions: async () => [] },
        clock: systemClock,
        log: createLogger(() => undefined, 'warn'),
      });
    expect(() => start({ K_SERVICE: 'appstore-webhook' })).toThrow(/for your own machine only/);
    expect(() => start({})).not.toThrow();
    expect(() => start({ K_SERVICE: 'appstore-webhook', FUNCTIONS_EMULATOR: 'true' })).not.toThrow();
  });
});

describe('certificates', () => {
  const chained = (options: ChainOptions) => {
    const chain = makeChain(options);
    return { chain, secrets: [locallyTrusted(chain.x5c[2], APP)] };
  };

  it.each<[string, ChainOptions]>([
    ['a leaf that Apple did not mark for the App Store', { leafMark: '1.2.840.113635.100.6.11.2' }],
    ['an intermediate that Apple did not mark', { intermediateMark: '1.2.3' }],
    ['an intermediate that may not issue certificates', { isIntermediateAuthority: false }],
    ['a leaf that had expired when it signed', { leafEnds: '261123115959Z' }],
  ])('%s is refused', async (_what, options) => {
    const { chain, secrets } = chained(options);
    await expectRefused(signed(NOTIFICATION, chain), secrets);
  });

  it('a leaf that has expired since it signed is accepted: the App Store repeats notifications for days', async () => {
    const { chain, secrets } = chained({ leafEnds: '261123115959Z' });
    const old = { ...NOTIFICATION, signedDate: NOW.getTime() - 1_000 };
    expect(await verify(signed(old, chain), secrets)).toMatchObject({ secret: 0 });
  });

  it.each([
    ['in another order', (x5c: readonly string[]) => x5c.toReversed()],
    ['of two certificates', (x5c: readonly string[]) => x5c.slice(0, 2)],
    ['of four certificates', (x5c: readonly string[]) => [...x5c, x5c[2]]],
    ['with spaces in it', (x5c: readonly string[]) => x5c.map((one) => ` ${one}`)],
    ['of no certificates', () => ['AAAA', 'AAAA', 'AAAA']],
    ['that is a text', () => 'x5c'],
  ])('a chain %s is refused', async (_what, change) => {
    await expectRefused(signed(NOTIFICATION, CHAIN, { x5c: change(CHAIN.x5c) }));
  });
});

describe('what a notification is about', () => {
  it.each([
    ['of another app', { ...DATA, bundleId: 'app.example.other' }],
    ['of another Apple ID', { ...DATA, appAppleId: 43 }],
    ['without an Apple ID', { ...DATA, appAppleId: undefined }],
    ['of the sandbox', { ...DATA, environment: 'Sandbox' }],
    ['of Xcode', { ...DATA, environment: 'Xcode' }],
    ['of local testing', { ...DATA, environment: 'LocalTesting' }],
  ])('one %s is refused in production', async (_what, data) => {
    await expectRefused(signed({ ...NOTIFICATION, data }));
  });

  it('one of the sandbox needs no Apple ID, and is accepted if the sandbox is configured', async () => {
    const data = { bundleId: DATA.bundleId, environment: 'Sandbox' };
    const secrets = [APP, `${DATA.bundleId}:Sandbox`].map((app) => locallyTrusted(CHAIN.x5c[2], app));
    expect(await verify(signed({ ...NOTIFICATION, data }), secrets)).toMatchObject({ secret: 1 });
  });

  it('the first of its parts decides, whatever the others say', async () => {
    await expectRefused(signed({ ...NOTIFICATION, data: { ...DATA, bundleId: 'other' }, appData: DATA }));
  });

  it.each([
    ['summary', { summary: DATA }],
    ['appData', { appData: DATA }],
    ['externalPurchaseToken', { externalPurchaseToken: { ...DATA, externalPurchaseId: 'a1' } }],
  ])('its app may be in %s', async (_what, part) => {
    expect(await verify(signed({ ...NOTIFICATION, data: undefined, ...part }))).toMatchObject({ secret: 0 });
  });

  it('one that was signed more than five minutes from now is refused', async () => {
    const ahead = (seconds: number) => signed({ ...NOTIFICATION, signedDate: NOW.getTime() + seconds * 1_000 });
    expect(await verify(ahead(300))).toMatchObject({ secret: 0 });
    await expectRefused(ahead(301));
  });

  it.each(['Xcode', 'LocalTesting', 'Production'])('%s alone cannot be configured', (environment) => {
    expect(appStore.checkSecret?.(`app.example.notes:${environment}`)).toMatch(/is not an app/);
  });
});

it('a notification is described by what is signed', async () => {
  expect(await event('SUBSCRIBED.INITIAL_BUY')).toMatchObject({
    id: '4d2f6c1a-9e07-4b53-8d1c-7',
    eventtype: 'SUBSCRIBED.INITIAL_BUY',
    subject: '4000007',
    source: '//apps.apple.com/app.example.notes',
    time: '2026-11-23T12:00:00.000Z',
  });
});

it('its transaction and its renewal are decoded, and are kept as they were signed, too', async () => {
  const { data } = AppStoreEvent.revive(await event('DID_RENEW')).envelope;
  expect(data).toMatchObject({
    data: {
      transactionInfo: { originalTransactionId: '4000007', transactionReason: 'RENEWAL', price: 4990 },
      renewalInfo: { autoRenewStatus: 1 },
      signedTransactionInfo: expect.stringMatching(/^ey/),
    },
  });
});

it('a transaction that cannot be decoded costs no notification', async () => {
  const { events } = await verify(signed({ ...NOTIFICATION, data: { ...DATA, signedTransactionInfo: 'a.b.c' } }));
  expect(events).toMatchObject([{ native: { data: { signedTransactionInfo: 'a.b.c' } } }]);
});

it('a notification without a type is kept, marked', async () => {
  const edit = (body: string) => body.replace('"notificationType"', '"other"');
  expect(await event('TEST', edit)).toMatchObject({ unknown: expect.stringContaining('type') });
});

it('the operator lets through a type with any subtype, or with one, and narrows the event', async () => {
  const types = ['SUBSCRIBED.INITIAL_BUY', 'EXPIRED.VOLUNTARY', 'SUBSCRIBED.RESUBSCRIBE'] as const;
  const events = await Promise.all(types.map(async (type) => AppStoreEvent.revive(await event(type))));
  const passed = await firstValueFrom(of(...events).pipe(isAppStoreEventOfType('SUBSCRIBED'), toArray()));
  expect(passed).toEqual([events[0], events[2]]);
  const exact = await firstValueFrom(of(...events).pipe(isAppStoreEventOfType('EXPIRED.VOLUNTARY'), toArray()));
  expect(exact).toEqual([events[1]]);
  for (const { event: one } of exact) {
    expectTypeOf(one.subtype).toEqualTypeOf<'VOLUNTARY'>();
    expectTypeOf(one.data.transactionInfo?.productId).toEqualTypeOf<string | undefined>();
  }
  // @ts-expect-error The provider sends no such type.
  isAppStoreEventOfType('BOUGHT');
});
