import { expect, it } from 'vitest';
import { BraintreeEvent, type BraintreeEventType } from 'integration-service/braintree';
import { braintree } from 'integration-service/braintree/integration';
import { braintreeSamples } from 'integration-service/braintree/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updatePayment } from '../shared/payments.ts';
import { updateRefund } from '../shared/refunds.ts';
import { updateSubscription } from '../shared/subscriptions.ts';
import { disputes, failedRefunds, payments } from './payments.ts';
import { subscriptionLifecycle } from './subscriptions.ts';

const logic = {
  sagas: { payments, disputes, failedRefunds, subscriptionLifecycle },
  handlers: [updatePayment, updateRefund, updateSubscription],
};

/** Each event has its own time; all are about the same objects. */
async function event(type: BraintreeEventType, second = 0): Promise<BraintreeEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return BraintreeEvent.revive(await sampleEvent(braintree, braintreeSamples, type, { id: '1', now }));
}

async function after(collection: string, id: string, ...events: readonly BraintreeEvent[]) {
  return (await (await handleEvents(logic, events)).get(collection, `braintree:${id}`))?.data;
}

it('a payment of a subscription is recorded with whom it is from', async () => {
  expect(await after('payments', 'sale1', await event('subscription_charged_successfully'))).toMatchObject({
    status: 'paid',
    amount: 4900,
    currency: 'EUR',
    customer: 'customer1',
    subscription: 'studio1',
    orderId: 'order-1',
    userId: 'user_1',
    method: 'credit_card',
  });
});

it('a payment that the bank declines has failed, and says why', async () => {
  const failed = await event('subscription_charged_unsuccessfully');
  expect(await after('payments', 'sale1', failed)).toMatchObject({ status: 'failed', failureCode: '2001' });
  const declined = await event('transaction_settlement_declined', 9);
  const charged = await event('subscription_charged_successfully');
  expect(await after('payments', 'sale1', declined, charged)).toMatchObject({ status: 'failed' });
});

it('a local payment and a settled one are paid', async () => {
  expect(await after('payments', 'sale1', await event('local_payment_completed'))).toMatchObject({
    status: 'paid',
    method: 'local_payment',
  });
  expect(await after('payments', 'sale1', await event('transaction_settled'))).toMatchObject({ status: 'paid' });
});

it('a dispute stays on its payment until it is won, whatever the order', async () => {
  const [settled, opened] = [await event('transaction_settled'), await event('dispute_opened', 5)];
  const [lost, won] = [await event('dispute_lost', 8), await event('dispute_won', 9)];
  expect(await after('payments', 'sale1', opened, settled)).toMatchObject({
    status: 'disputed',
    providerStatus: 'open',
    amount: 4900,
    currency: 'EUR',
  });
  expect(await after('payments', 'sale1', lost, opened)).toMatchObject({ status: 'disputed', providerStatus: 'lost' });
  expect(await after('payments', 'sale1', won, opened)).toMatchObject({ status: 'paid' });
});

it('a refund that failed names its payment', async () => {
  expect(await after('refunds', 'refund1', await event('refund_failed'))).toMatchObject({
    status: 'failed',
    payment: 'sale1',
    amount: 4900,
  });
});

it('a subscription is active until it is past due or ends, whatever the order', async () => {
  const [active, late] = [await event('subscription_went_active'), await event('subscription_went_past_due', 5)];
  const canceled = await event('subscription_canceled', 9);
  expect(await after('subscriptions', 'studio1', active)).toMatchObject({
    status: 'active',
    active: true,
    price: 'studio-monthly',
    amount: 4900,
    currency: 'EUR',
    customer: 'customer1',
    currentPeriodEnd: '2026-12-22T00:00:00.000Z',
  });
  expect(await after('subscriptions', 'studio1', late, active)).toMatchObject({ status: 'past_due', active: false });
  expect(await after('subscriptions', 'studio1', canceled, late, active)).toMatchObject({
    status: 'ended',
    endedAt: '2026-11-23T12:00:09.000Z',
  });
});

it('a subscription before its first charge is on trial', async () => {
  const sample = await sampleEvent(braintree, braintreeSamples, 'subscription_went_active', {
    id: '1',
    now: new Date('2026-11-23T12:00:00Z'),
  });
  const event = BraintreeEvent.revive(sample);
  const data = JSON.parse(
    JSON.stringify(event.event).replace(
      '"trialPeriod":false,"currentBillingCycle":3',
      '"trialPeriod":true,"currentBillingCycle":0',
    ),
  );
  const trial = BraintreeEvent.revive({ ...sample, data });
  expect(await after('subscriptions', 'studio1', trial)).toMatchObject({
    status: 'trialing',
    active: true,
    trialEndsAt: '2026-09-24T00:00:00.000Z',
  });
});
