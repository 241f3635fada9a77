import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { RevenuecatEvent, type RevenuecatEventType } from 'integration-service/revenuecat';
import { revenuecat } from 'integration-service/revenuecat/integration';
import { revenuecatSamples } from 'integration-service/revenuecat/samples';
import { reviveStripe, stripeEvent } from 'integration-service/stripe/testing';
import { inAnyOrder, sampleEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { stripeEntitlements } from '../stripe/entitlements.ts';
import { revenuecatEntitlements } from './entitlements.ts';

const logic = { durable: { revenuecatEntitlements, stripeEntitlements }, handlers: [updateEntitlement] };
const NOON = Date.UTC(2026, 10, 23, 12);

/** What was bought in the app, for thirty days. */
async function inApp(type: RevenuecatEventType, second = 0) {
  const now = new Date(NOON + second * 1000);
  const fields = { '/event/environment': 'PRODUCTION' };
  const sample = await sampleEvent(revenuecat, revenuecatSamples, type, { id: '1', now, fields });
  return RevenuecatEvent.revive({ ...sample, id: `${type}-${second}` });
}

/** What was bought on the web: the same product, for some days. */
function onTheWeb(type: string, second: number, length: number, object: object = {}) {
  const current_period_end = NOON / 1000 + length * 86_400;
  const items = { data: [{ current_period_end, price: { product: 'studio' } }] };
  const fields = { livemode: true, cancel_at: null, cancel_at_period_end: true, items, ...object };
  return reviveStripe(stripeEvent(type, { id: `evt_${type}`, second, object: fields }));
}

async function after(events: Parameters<typeof inAnyOrder>[1], passing = 0) {
  return (await inAnyOrder(logic, events, { passing }))['entitlements/user_1:studio'];
}

it('two shops grant one product, and what lasts longer counts', async () => {
  const events = [await inApp('INITIAL_PURCHASE'), await onTheWeb('customer.subscription.created', 0, 60)];
  expect(await after(events)).toMatchObject({
    isActive: true,
    shop: 'stripe',
    until: new Date(NOON + days(60)).toISOString(),
    purchases: { 'revenuecat:200010': { isActive: true }, 'stripe:sub_1': { isActive: true } },
  });
});

it('the product stays while one of them has ended, by time or by an event', async () => {
  const [inTheApp, web] = [await inApp('INITIAL_PURCHASE'), await onTheWeb('customer.subscription.created', 0, 60)];
  expect(await after([inTheApp, web], days(40))).toMatchObject({
    isActive: true,
    shop: 'stripe',
    purchases: { 'revenuecat:200010': { isActive: false, state: 'expired' } },
  });
  const cancelled = { status: 'canceled', ended_at: NOON / 1000 + 9 };
  const deleted = await onTheWeb('customer.subscription.deleted', 9, 60, cancelled);
  expect(await after([inTheApp, web, deleted])).toMatchObject({ isActive: true, shop: 'revenuecat' });
});

it('it ends with the last of them', async () => {
  const events = [await inApp('INITIAL_PURCHASE'), await onTheWeb('customer.subscription.created', 0, 60)];
  expect(await after(events, days(61))).toMatchObject({ isActive: false, state: 'expired', shop: 'stripe' });
});

it('one that is paid for counts more than one in its grace period', async () => {
  const events = [await inApp('BILLING_ISSUE'), await onTheWeb('customer.subscription.created', 0, 2)];
  expect(await after(events)).toMatchObject({ isActive: true, inGracePeriod: false, shop: 'stripe' });
  expect(await after(events, days(3))).toMatchObject({ isActive: true, inGracePeriod: true, shop: 'revenuecat' });
});
