import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { RevenuecatEvent, type RevenuecatEventType } from 'integration-service/revenuecat';
import { revenuecat } from 'integration-service/revenuecat/integration';
import { revenuecatSamples } from 'integration-service/revenuecat/samples';
import { inAnyOrder, sampleEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { revenuecatEntitlements } from './entitlements.ts';

const logic = { durable: { revenuecatEntitlements }, handlers: [updateEntitlement] };
const NOON = Date.UTC(2026, 10, 23, 12);
const MONTH = days(30);

const isoOf = (time: number) => new Date(time).toISOString();

let count = 0;

/** Each event has its own id; all are about the same purchase. */
async function event(type: RevenuecatEventType, second = 0, fields: Readonly<Record<string, unknown>> = {}) {
  const now = new Date(NOON + second * 1000);
  const sample = await sampleEvent(revenuecat, revenuecatSamples, type, { id: '1', now, fields });
  return RevenuecatEvent.revive({ ...sample, id: `${++count}` });
}

async function after(events: readonly RevenuecatEvent[], passing = 0, id = 'sandboxEntitlements/user_1:studio') {
  return (await inAnyOrder(logic, events, { passing }))[id];
}

const on = (fields: object) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`/event/${name}`, value]));

it('a subscription grants its entitlements to the user until it expires', async () => {
  expect(await after([await event('INITIAL_PURCHASE')])).toMatchObject({
    userId: 'user_1',
    customer: '$RCAnonymousID:5c1f',
    product: 'studio',
    environment: 'sandbox',
    isActive: true,
    until: isoOf(NOON + MONTH),
    renews: true,
    isFamilyShared: false,
    purchase: '200010',
  });
});

it('what is bought for money is apart from the sandbox', async () => {
  const bought = await event('INITIAL_PURCHASE', 0, on({ environment: 'PRODUCTION' }));
  expect(Object.keys(await inAnyOrder(logic, [bought]))).toEqual(['entitlements/user_1:studio']);
});

it('whoever cancels keeps access until the end, which comes without an event', async () => {
  const events = [await event('INITIAL_PURCHASE'), await event('CANCELLATION', 5)];
  expect(await after(events)).toMatchObject({ isActive: true, renews: false });
  expect(await after(events, MONTH + 5000)).toMatchObject({ isActive: false, state: 'expired' });
});

it.each([
  ['CANCELLATION', { cancel_reason: 'CUSTOMER_SUPPORT' }, { isActive: false, state: 'revoked' }],
  ['EXPIRATION', { expiration_reason: 'CUSTOMER_SUPPORT' }, { isActive: false, state: 'revoked' }],
  ['EXPIRATION', { expiration_reason: 'SUBSCRIPTION_PAUSED' }, { isActive: false, state: 'paused' }],
  ['EXPIRATION', {}, { isActive: false, state: 'expired' }],
  ['UNCANCELLATION', {}, { isActive: true, renews: true }],
  ['RENEWAL', { is_family_share: true }, { isActive: true, isFamilyShared: true }],
  ['RENEWAL', { period_type: 'TRIAL' }, { isActive: true, state: 'trialing' }],
  ['RENEWAL', { period_type: 'PREPAID' }, { isActive: true, renews: false }],
  ['CANCELLATION', { cancel_reason: 'BILLING_ERROR' }, { isActive: true, renews: true }],
] as const)('after %s with %j it is %j, in any order', async (type, fields, expected) => {
  expect(await after([await event('INITIAL_PURCHASE'), await event(type, 5, on(fields))])).toMatchObject(expected);
});

it('a payment that fails leaves access for as long as the store says', async () => {
  const events = [await event('INITIAL_PURCHASE'), await event('BILLING_ISSUE', 5)];
  expect(await after(events)).toMatchObject({ inGracePeriod: true, until: isoOf(NOON + 5000 + MONTH / 5) });
  expect(await after(events, days(7))).toMatchObject({ isActive: false, state: 'billing_retry' });
  const none = { grace_period_expiration_at_ms: null, expiration_at_ms: NOON };
  expect(await after([await event('BILLING_ISSUE', 5, on(none))])).toMatchObject({ isActive: false });
});

it('a purchase that is kept has no end, and a consumable is not an entitlement', async () => {
  const kept = await event('NON_RENEWING_PURCHASE', 0, on({ entitlement_ids: ['studio'], expiration_at_ms: null }));
  expect(await after([kept], days(900))).toMatchObject({ isActive: true, until: null, renews: false });
  expect(await inAnyOrder(logic, [await event('NON_RENEWING_PURCHASE')])).toEqual({});
});

it('what RevenueCat grants while a store is down ends by itself', async () => {
  const granted = [await event('TEMPORARY_ENTITLEMENT_GRANT')];
  expect(await after(granted)).toMatchObject({ isActive: true });
  expect(await after(granted, days(1))).toMatchObject({ isActive: false });
});

it('a customer who has not logged in is known by an alias, or is nobody', async () => {
  const anonymous = { app_user_id: '$RCAnonymousID:5c1f' };
  expect(await after([await event('INITIAL_PURCHASE', 0, on(anonymous))])).toMatchObject({ userId: 'user_1' });
  const nobody = await event('INITIAL_PURCHASE', 0, on({ ...anonymous, aliases: null }));
  expect(Object.keys(await inAnyOrder(logic, [nobody]))).toEqual([
    'sandboxEntitlements/revenuecat:%24RCAnonymousID%3A5c1f:studio',
  ]);
});

it('another product ends the entitlements that it does not have', async () => {
  const both = await event('RENEWAL', 5, on({ entitlement_ids: ['studio', 'team'] }));
  const team = await event('RENEWAL', 9, on({ entitlement_ids: ['team'] }));
  const records = await inAnyOrder(logic, [await event('INITIAL_PURCHASE'), both, team]);
  expect(records['sandboxEntitlements/user_1:studio']).toMatchObject({ isActive: false, state: 'replaced' });
  expect(records['sandboxEntitlements/user_1:team']).toMatchObject({ isActive: true });
});
