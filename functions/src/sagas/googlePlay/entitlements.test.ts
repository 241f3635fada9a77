import { expect, it, onTestFinished } from 'vitest';
import { days } from 'integration-service';
import { GooglePlayEvent, type GooglePlayEventType } from 'integration-service/googlePlay';
import { googlePlayPurchases } from 'integration-service/googlePlay/client';
import { googlePlay } from 'integration-service/googlePlay/integration';
import { googlePlaySamples } from 'integration-service/googlePlay/samples';
import { inAnyOrder, sampleEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { googlePlayEntitlements } from './entitlements.ts';

const logic = { durable: { googlePlayEntitlements }, handlers: [updateEntitlement] };
const NOON = Date.UTC(2026, 10, 23, 12);
const TOKEN = 'opkjhgfdsaqwertzuiopmnbv.AO-J1Ow1';

type Answer = Readonly<Record<string, unknown>> | undefined;

const isoOf = (time: number) => new Date(time).toISOString();

let count = 0;

/** Each event has its own id; all are about the same purchase. */
async function event(type: GooglePlayEventType, second = 0, fields: Readonly<Record<string, unknown>> = {}) {
  const now = new Date(NOON + second * 1000);
  const sample = await sampleEvent(googlePlay, googlePlaySamples, type, { id: '1', now, fields });
  return GooglePlayEvent.revive({ ...sample, id: `${++count}` });
}

/** What Google answers about each purchase from now on. */
function googleAnswers(answer: Answer): readonly string[] {
  const asked: string[] = [];
  const find =
    (kind: string) =>
    ({ packageName, purchaseToken }: { packageName: string; purchaseToken: string }) => {
      asked.push(`${kind} ${packageName} ${purchaseToken}`);
      return Promise.resolve(answer);
    };
  const replaced = googlePlayPurchases.replace({ subscription: find('subscription'), product: find('product') });
  onTestFinished(() => replaced[Symbol.dispose]());
  return asked;
}

function subscription(
  state: string,
  { expires = NOON + days(30), renews = true, ...more }: Record<string, unknown> = {},
) {
  return {
    subscriptionState: `SUBSCRIPTION_STATE_${state}`,
    lineItems: [
      {
        productId: 'plus',
        expiryTime: isoOf(Number(expires)),
        autoRenewingPlan: { autoRenewEnabled: renews },
        ...(more['phase'] === undefined ? {} : { offerPhase: more['phase'] }),
      },
    ],
    externalAccountIdentifiers: { obfuscatedExternalAccountId: 'uid' },
    ...(more['isTest'] === true && { testPurchase: {} }),
  };
}

function product(state: string, consumption = 'YET_TO_BE_CONSUMED') {
  return {
    productLineItem: [
      { productId: 'lifetime', productOfferDetails: { consumptionState: `CONSUMPTION_STATE_${consumption}` } },
    ],
    purchaseStateContext: { purchaseState: state },
    obfuscatedExternalAccountId: 'uid',
  };
}

async function after(events: readonly GooglePlayEvent[], passing = 0, id = 'entitlements/uid:plus') {
  return (await inAnyOrder(logic, events, { passing }))[id];
}

it('a subscription grants its product to whom the app said, until it expires', async () => {
  const asked = googleAnswers(subscription('ACTIVE'));
  const events = [await event('SUBSCRIPTION_PURCHASED')];
  expect(await after(events)).toMatchObject({
    isActive: true,
    state: 'active',
    renews: true,
    environment: 'production',
    shop: 'googlePlay',
    purchase: TOKEN,
    until: isoOf(NOON + days(30)),
  });
  expect(new Set(asked)).toEqual(new Set([`subscription app.example.notes ${TOKEN}`]));
  // Nobody says that it was not renewed: a day later it ends.
  expect(await after(events, days(30) + days(0.5))).toMatchObject({ isActive: true });
  expect(await after(events, days(32))).toMatchObject({ isActive: false, state: 'expired' });
});

it.each<[GooglePlayEventType, Answer, object]>([
  [
    'SUBSCRIPTION_PURCHASED',
    subscription('ACTIVE', { phase: { freeTrial: {} } }),
    { isActive: true, state: 'trialing' },
  ],
  ['SUBSCRIPTION_CANCELED', subscription('CANCELED', { renews: false }), { isActive: true, renews: false }],
  ['SUBSCRIPTION_IN_GRACE_PERIOD', subscription('IN_GRACE_PERIOD'), { isActive: true, inGracePeriod: true }],
  ['SUBSCRIPTION_ON_HOLD', subscription('ON_HOLD'), { isActive: false, state: 'billing_retry' }],
  ['SUBSCRIPTION_EXPIRED', subscription('EXPIRED', { expires: NOON }), { isActive: false, state: 'expired' }],
  ['SUBSCRIPTION_REVOKED', subscription('EXPIRED', { expires: NOON }), { isActive: false, state: 'revoked' }],
  ['VOIDED_PURCHASE', subscription('EXPIRED', { expires: NOON }), { isActive: false, state: 'revoked' }],
  ['VOIDED_PURCHASE', subscription('ACTIVE'), { isActive: true, state: 'active' }],
  ['SUBSCRIPTION_RENEWED', subscription('TELEPORTED'), { isActive: false, state: 'pending' }],
])('after %s what Google answers counts: %j', async (type, answer, expected) => {
  googleAnswers(answer);
  expect(await after([await event(type)])).toMatchObject(expected);
});

it('the grace period ends without a notification, and so does what is not renewed any more', async () => {
  googleAnswers(subscription('IN_GRACE_PERIOD', { expires: NOON + days(3) }));
  const inGrace = [await event('SUBSCRIPTION_IN_GRACE_PERIOD')];
  expect(await after(inGrace, days(2))).toMatchObject({ isActive: true });
  expect(await after(inGrace, days(4))).toMatchObject({ isActive: false, state: 'billing_retry' });
  googleAnswers(subscription('CANCELED', { expires: NOON + days(3), renews: false }));
  expect(await after([await event('SUBSCRIPTION_CANCELED')], days(3.5))).toMatchObject({ state: 'expired' });
});

it('a notification proves nothing: one about a purchase that Google does not have grants nothing', async () => {
  googleAnswers(undefined);
  expect(
    await inAnyOrder(logic, [await event('SUBSCRIPTION_PURCHASED'), await event('ONE_TIME_PRODUCT_PURCHASED')]),
  ).toEqual({});
});

it('what is bought once and kept has no end, until the money goes back', async () => {
  const id = 'entitlements/uid:lifetime';
  const bought = await event('ONE_TIME_PRODUCT_PURCHASED');
  const asked = googleAnswers(product('PURCHASED'));
  expect(await after([bought], days(999), id)).toMatchObject({ isActive: true, until: null, renews: false });
  expect(asked[0]).toBe(`product app.example.notes ${TOKEN}`);
  googleAnswers(product('CANCELLED'));
  const voided = await event('VOIDED_PURCHASE', 5, { '/voidedPurchaseNotification/productType': 2 });
  expect(await after([bought, voided], 0, id)).toMatchObject({ isActive: false, state: 'revoked' });
});

it('a time of the future, which anybody could push, does not stand against later notifications', async () => {
  const pushed = await event('SUBSCRIPTION_EXPIRED', 0, { '/eventTimeMillis': '32503680000000' });
  googleAnswers(subscription('ACTIVE'));
  const records = await inAnyOrder(logic, [pushed, await event('SUBSCRIPTION_RENEWED', 60)]);
  expect(records['entitlements/uid:plus']).toMatchObject({ asOf: { time: isoOf(NOON + 60_000) } });
});

it('what was consumed grants nothing', async () => {
  googleAnswers(product('PURCHASED', 'CONSUMED'));
  expect(await inAnyOrder(logic, [await event('ONE_TIME_PRODUCT_PURCHASED')])).toEqual({});
});

it('test purchases are apart', async () => {
  googleAnswers(subscription('ACTIVE', { isTest: true }));
  const records = await inAnyOrder(logic, [await event('SUBSCRIPTION_PURCHASED')]);
  expect(Object.keys(records)).toEqual(['sandboxEntitlements/uid:plus']);
});

it('without a user the record belongs to the purchase', async () => {
  googleAnswers({ ...subscription('ACTIVE'), externalAccountIdentifiers: null });
  expect(
    await after([await event('SUBSCRIPTION_PURCHASED')], 0, `entitlements/googlePlay:${TOKEN}:plus`),
  ).toMatchObject({
    userId: null,
    isActive: true,
  });
});
