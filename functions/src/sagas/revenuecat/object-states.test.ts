import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { RevenuecatEvent, type RevenuecatEventType } from 'integration-service/revenuecat';
import { revenuecat } from 'integration-service/revenuecat/integration';
import { revenuecatSamples } from 'integration-service/revenuecat/samples';
import { inAnyOrder, sampleEvent, stateEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { updateSubscription } from '../shared/subscriptions.ts';
import { revenuecatEntitlements } from './entitlements.ts';
import { subscriptionLifecycle } from './subscriptions.ts';

const logic = {
  sagas: { subscriptionLifecycle },
  durable: { revenuecatEntitlements },
  handlers: [updateEntitlement, updateSubscription],
};
const NOON = Date.UTC(2026, 10, 23, 12);

async function event(type: RevenuecatEventType) {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, event: { ...parsed.event, expiration_at_ms: NOON + days(1) } });
  };
  const sample = await sampleEvent(revenuecat, revenuecatSamples, type, { id: '1', now: new Date(NOON), edit });
  return RevenuecatEvent.revive(sample);
}

function listed(fields: object, second: number) {
  const subscription = { status: 'active', gives_access: true, auto_renewal_status: 'will_renew', ...fields };
  const object = {
    original_transaction_id: '200010',
    app_user_id: 'user_1',
    original_app_user_id: 'user_1',
    app_id: null,
    product_id: 'studio_monthly',
    entitlement_ids: ['studio'],
    subscription: { environment: 'sandbox', ...subscription },
  };
  const updatedAt = new Date(NOON + second * 1_000);
  return stateEvent('revenuecat', {
    kind: 'subscription',
    id: '200010',
    updatedAt,
    object,
    source: '//revenuecat.com',
  });
}

const SUBSCRIPTION = 'subscriptions/revenuecat:200010';
const ENTITLEMENT = 'sandboxEntitlements/user_1:studio';

it('a renewal that was not told of keeps the subscription, and what it unlocks', async () => {
  const renewed = listed({ ends_at: NOON + days(31) }, 60);
  const records = await inAnyOrder(logic, [await event('INITIAL_PURCHASE'), renewed], { passing: days(4) });
  const until = new Date(NOON + days(31)).toISOString();
  expect(records[SUBSCRIPTION]).toMatchObject({
    active: true,
    status: 'active',
    currentPeriodEnd: until,
    userId: 'user_1',
  });
  expect(records[ENTITLEMENT]).toMatchObject({ isActive: true, until });
});

it.each([
  ['in_grace_period', true, 'past_due', 'grace_period'],
  ['in_billing_retry', false, 'past_due', 'billing_retry'],
  ['paused', false, 'paused', 'paused'],
  ['expired', false, 'ended', 'expired'],
])('a subscription that is %s gives access: %s', async (status, access, expected, state) => {
  const told = listed({ status, gives_access: access, ends_at: NOON + days(1) }, 60);
  const records = await inAnyOrder(logic, [await event('INITIAL_PURCHASE'), told]);
  expect(records[SUBSCRIPTION]).toMatchObject({ active: access, status: expected });
  expect(records[ENTITLEMENT]).toMatchObject({ isActive: access, state });
});

it('a state that is older than an event changes nothing', async () => {
  const bought = await event('INITIAL_PURCHASE');
  const alone = await inAnyOrder(logic, [bought]);
  expect(await inAnyOrder(logic, [bought, listed({ status: 'expired', gives_access: false }, -60)])).toEqual(alone);
});

it('a status that is newer than ours changes nothing', async () => {
  const bought = await event('INITIAL_PURCHASE');
  const alone = await inAnyOrder(logic, [bought]);
  expect(await inAnyOrder(logic, [bought, listed({ status: 'unknown' }, 60)])).toEqual(alone);
});
