import { expect, it } from 'vitest';
import { RevenuecatEvent, type RevenuecatEventType } from 'integration-service/revenuecat';
import { revenuecat } from 'integration-service/revenuecat/integration';
import { revenuecatSamples } from 'integration-service/revenuecat/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updatePayment } from '../shared/payments.ts';
import { updateSubscription } from '../shared/subscriptions.ts';
import { purchases } from './purchases.ts';
import { subscriptionLifecycle } from './subscriptions.ts';

const logic = { sagas: { purchases, subscriptionLifecycle }, handlers: [updatePayment, updateSubscription] };

let count = 0;

/** Each event has its own id; all are about the same subscription. */
async function event(type: RevenuecatEventType, second = 0, fields: object = {}): Promise<RevenuecatEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, event: { ...parsed.event, id: `event-${++count}`, ...fields } });
  };
  return RevenuecatEvent.revive(await sampleEvent(revenuecat, revenuecatSamples, type, { id: '1', now, edit }));
}

async function after(collection: string, id: string, ...events: readonly RevenuecatEvent[]) {
  return (await (await handleEvents(logic, events)).get(collection, `revenuecat:${id}`))?.data;
}

const subscriptionAfter = (...events: readonly RevenuecatEvent[]) => after('subscriptions', '200010', ...events);

it('a subscription is recorded with its user, its entitlements and when it ends', async () => {
  expect(await subscriptionAfter(await event('INITIAL_PURCHASE'))).toMatchObject({
    provider: 'revenuecat',
    id: '200010',
    userId: 'user_1',
    status: 'active',
    active: true,
    product: 'studio_monthly',
    entitlements: ['studio'],
    cancelAtPeriodEnd: false,
    currentPeriodEnd: '2026-12-23T12:00:00.000Z',
    endedAt: null,
    livemode: false,
  });
});

it('a cancelled subscription is active until it expires, whatever the order in which the events arrive', async () => {
  const [bought, cancelled] = [await event('INITIAL_PURCHASE'), await event('CANCELLATION', 5)];
  const expired = await event('EXPIRATION', 9);
  expect(await subscriptionAfter(cancelled, bought)).toMatchObject({ active: true, cancelAtPeriodEnd: true });
  for (const order of [
    [bought, cancelled, expired],
    [expired, cancelled, bought],
  ]) {
    expect(await subscriptionAfter(...order)).toMatchObject({
      status: 'ended',
      active: false,
      endedAt: '2026-11-23T12:00:09.000Z',
    });
  }
});

it('a customer whose payment failed keeps access while the store grants it', async () => {
  const grace = '2026-11-29T12:00:00.000Z';
  expect(await subscriptionAfter(await event('BILLING_ISSUE'))).toMatchObject({
    status: 'past_due',
    active: true,
    currentPeriodEnd: grace,
  });
  const withoutGrace = { grace_period_expiration_at_ms: null, expiration_at_ms: Date.UTC(2026, 10, 23) };
  expect(await subscriptionAfter(await event('BILLING_ISSUE', 1, withoutGrace))).toMatchObject({ active: false });
});

it.each([
  ['INITIAL_PURCHASE', { period_type: 'TRIAL' }, { status: 'trialing', trialEndsAt: '2026-12-23T12:00:00.000Z' }],
  ['EXPIRATION', { expiration_reason: 'SUBSCRIPTION_PAUSED' }, { status: 'paused', active: false }],
  ['RENEWAL', { expiration_at_ms: null }, { active: true, currentPeriodEnd: null }],
] as const)('%s with %j is recorded as %j', async (type, fields, expected) => {
  expect(await subscriptionAfter(await event(type, 0, fields))).toMatchObject(expected);
});

it('what a customer bought is a payment, and stays one if they cancel', async () => {
  const events = [await event('INITIAL_PURCHASE'), await event('CANCELLATION', 5)];
  expect(await after('payments', '200011', ...events)).toMatchObject({
    status: 'paid',
    amount: 799,
    amountRefunded: 0,
    currency: 'EUR',
    subscription: '200010',
    userId: 'user_1',
    method: 'APP_STORE',
  });
});

it('a refund arrives as a cancellation', async () => {
  const refunded = await event('CANCELLATION', 5, {
    cancel_reason: 'CUSTOMER_SUPPORT',
    price_in_purchased_currency: -7.99,
  });
  expect(await after('payments', '200011', refunded, await event('INITIAL_PURCHASE'))).toMatchObject({
    status: 'refunded',
    amount: 799,
    amountRefunded: 799,
  });
});

it('a transfer and a test change nothing', async () => {
  const store = await handleEvents(logic, [await event('TRANSFER'), await event('TEST')]);
  expect(await store.list('subscriptions', { limit: 1 })).toEqual([]);
  expect(await store.list('payments', { limit: 1 })).toEqual([]);
});
