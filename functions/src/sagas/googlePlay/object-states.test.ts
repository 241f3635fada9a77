import { expect, it, onTestFinished } from 'vitest';
import { days } from 'integration-service';
import { GooglePlayEvent } from 'integration-service/googlePlay';
import { googlePlayPurchases } from 'integration-service/googlePlay/client';
import { googlePlay } from 'integration-service/googlePlay/integration';
import { googlePlaySamples } from 'integration-service/googlePlay/samples';
import { inAnyOrder, sampleEvent, stateEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { googlePlayEntitlements } from './entitlements.ts';

const logic = { durable: { googlePlayEntitlements }, handlers: [updateEntitlement] };
const NOON = Date.UTC(2026, 10, 23, 12);
const TOKEN = 'opkjhgfdsaqwertzuiopmnbv.AO-J1Ow1';

function subscription(state: string, expires: number) {
  return {
    subscriptionState: `SUBSCRIPTION_STATE_${state}`,
    lineItems: [
      {
        productId: 'plus',
        expiryTime: new Date(expires).toISOString(),
        autoRenewingPlan: { autoRenewEnabled: state === 'ACTIVE' },
      },
    ],
    externalAccountIdentifiers: { obfuscatedExternalAccountId: 'uid' },
  };
}

function listed(purchase: object, second: number, isVoided = false) {
  const object = { packageName: 'com.example.notes', purchaseToken: TOKEN, isSubscription: true, isVoided, purchase };
  const updatedAt = new Date(NOON + second * 1_000);
  return stateEvent('googlePlay', {
    kind: 'purchase',
    id: TOKEN,
    updatedAt,
    object,
    source: '//play.google.com/com.example.notes',
  });
}

/** A notification about the purchase, for which Google answers this. */
async function renewed(answer: Readonly<Record<string, unknown>>) {
  const find = () => Promise.resolve(answer);
  const replaced = googlePlayPurchases.replace({ subscription: find, product: find });
  onTestFinished(() => replaced[Symbol.dispose]());
  const fields = { '/subscriptionNotification/purchaseToken': TOKEN };
  const sample = await sampleEvent(googlePlay, googlePlaySamples, 'SUBSCRIPTION_RENEWED', {
    now: new Date(NOON),
    fields,
  });
  return GooglePlayEvent.revive(sample);
}

it('a renewal that was not told of is found before access ends', async () => {
  const first = subscription('ACTIVE', NOON + days(1));
  const second = subscription('ACTIVE', NOON + days(31));
  const records = await inAnyOrder(logic, [await renewed(first), listed(second, 60)], { passing: days(3) });
  expect(records['entitlements/uid:plus']).toMatchObject({
    isActive: true,
    until: new Date(NOON + days(31)).toISOString(),
    purchases: { [`googlePlay:${TOKEN}`]: { state: 'active' } },
  });
});

it('a voided purchase takes access back, whichever comes first', async () => {
  const bought = await renewed(subscription('ACTIVE', NOON + days(30)));
  const records = await inAnyOrder(logic, [bought, listed(subscription('EXPIRED', NOON), 60, true)]);
  expect(records['entitlements/uid:plus']).toMatchObject({ isActive: false, state: 'revoked' });
});

it('a state that is older than a notification changes nothing', async () => {
  const now = await renewed(subscription('ACTIVE', NOON + days(30)));
  const alone = await inAnyOrder(logic, [now]);
  expect(await inAnyOrder(logic, [now, listed(subscription('EXPIRED', NOON), -60)])).toEqual(alone);
});
