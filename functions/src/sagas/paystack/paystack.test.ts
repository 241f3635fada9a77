import { expect, it } from 'vitest';
import { PaystackEvent, type PaystackEventType } from 'integration-service/paystack';
import { paystack } from 'integration-service/paystack/integration';
import { paystackSamples } from 'integration-service/paystack/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updatePayment } from '../shared/payments.ts';
import { updateRefund } from '../shared/refunds.ts';
import { updateSubscription } from '../shared/subscriptions.ts';
import { payments } from './payments.ts';
import { refundProgress } from './refunds.ts';
import { subscriptionLifecycle } from './subscriptions.ts';

const logic = {
  sagas: { payments, refundProgress, subscriptionLifecycle },
  handlers: [updatePayment, updateRefund, updateSubscription],
};
const NOW = new Date('2026-11-23T12:00:00Z');

async function event(type: PaystackEventType, fields: object = {}): Promise<PaystackEvent> {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, data: { ...parsed.data, ...fields } });
  };
  return PaystackEvent.revive(await sampleEvent(paystack, paystackSamples, type, { id: '1', now: NOW, edit }));
}

async function after(collection: string, id: string, ...events: readonly PaystackEvent[]) {
  return (await (await handleEvents(logic, events)).get(collection, `paystack:${id}`))?.data;
}

it('a payment is recorded with what was paid, by whom and for which order', async () => {
  expect(await after('payments', 'order-1', await event('charge.success'))).toMatchObject({
    provider: 'paystack',
    status: 'paid',
    amount: 1_850_000,
    currency: 'NGN',
    customer: 'CUS_sample8k2q',
    orderId: 'shop-order-1',
    userId: 'user_1',
    method: 'card',
    livemode: false,
  });
});

it.each([
  ['an amount of a currency without hundredths', { amount: 100_000, currency: 'XOF' }, { amount: 1_000 }],
  ['metadata that is a text', { metadata: 'user_1' }, { orderId: null, userId: null }],
  ['no currency', { currency: null }, { amount: null, currency: null }],
])('a payment with %s is recorded nevertheless', async (_what, fields, expected) => {
  expect(await after('payments', 'order-1', await event('charge.success', fields))).toMatchObject(expected);
});

it('a dispute marks the payment, whichever event arrives first', async () => {
  const both = [await event('charge.success'), await event('charge.dispute.create')];
  for (const order of [both, both.toReversed()]) {
    expect(await after('payments', 'order-1', ...order)).toMatchObject({ status: 'disputed' });
  }
});

it('a refund is pending until it is processed, whichever event arrives first', async () => {
  const both = [await event('refund.pending'), await event('refund.processed')];
  for (const order of [both, both.toReversed()]) {
    expect(await after('refunds', 'RFD_sample1', ...order)).toMatchObject({
      status: 'paid',
      amount: 350_000,
      payment: 'order-1',
    });
  }
});

it('a subscription that does not renew is active until it is disabled, whatever the order', async () => {
  const record = (...events: readonly PaystackEvent[]) => after('subscriptions', 'SUB_sample1', ...events);
  const [created, leaving] = [await event('subscription.create'), await event('subscription.not_renew')];
  expect(await record(leaving, created)).toMatchObject({
    status: 'active',
    active: true,
    cancelAtPeriodEnd: true,
    price: 'PLN_sample1',
    amount: 750_000,
    currency: 'NGN',
  });
  const disabled = await event('subscription.disable');
  expect(await record(disabled, leaving, created)).toMatchObject({ status: 'ended', active: false });
});
