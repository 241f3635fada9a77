import { expect, it } from 'vitest';
import { RazorpayEvent, type RazorpayEventType } from 'integration-service/razorpay';
import { razorpay } from 'integration-service/razorpay/integration';
import { razorpaySamples } from 'integration-service/razorpay/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updatePayment } from '../shared/payments.ts';
import { updateRefund } from '../shared/refunds.ts';
import { updateSubscription } from '../shared/subscriptions.ts';
import { paymentProgress } from './payments.ts';
import { refundProgress } from './refunds.ts';
import { subscriptionLifecycle } from './subscriptions.ts';

const logic = {
  sagas: { paymentProgress, refundProgress, subscriptionLifecycle },
  handlers: [updatePayment, updateRefund, updateSubscription],
};

async function event(type: RazorpayEventType, second = 0, edit?: (body: string) => string): Promise<RazorpayEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const options = { id: '1', now, ...(edit && { edit }) };
  return RazorpayEvent.revive(await sampleEvent(razorpay, razorpaySamples, type, options));
}

async function after(collection: string, id: string, ...events: readonly RazorpayEvent[]) {
  return (await (await handleEvents(logic, events)).get(collection, `razorpay:${id}`))?.data;
}

const paymentAfter = (...events: readonly RazorpayEvent[]) => after('payments', 'pay_Qa7Sample1', ...events);

it('a captured payment is recorded with what was paid, by whom and for which order', async () => {
  const captured = await event('payment.captured', 5);
  for (const order of [[captured, await event('payment.authorized', 1)], [captured]]) {
    expect(await paymentAfter(...order)).toMatchObject({
      provider: 'razorpay',
      account: 'acc_Qa7SampleMerch',
      status: 'paid',
      providerStatus: 'captured',
      amount: 129_900,
      currency: 'INR',
      orderId: 'shop-order-1',
      userId: 'user_1',
      method: 'upi',
    });
  }
});

it('of an authorization and a capture in one second the capture counts', async () => {
  const both = [await event('payment.authorized'), await event('payment.captured')];
  for (const order of [both, both.toReversed()]) expect(await paymentAfter(...order)).toMatchObject({ status: 'paid' });
});

it.each([
  ['payment.failed', { status: 'failed', failureCode: 'BAD_REQUEST_ERROR' }],
  ['refund.processed', { status: 'partially_refunded', amountRefunded: 19_900 }],
  ['payment.dispute.created', { status: 'disputed' }],
] as const)('%s is recorded as %j', async (type, expected) => {
  expect(await paymentAfter(await event(type))).toMatchObject(expected);
});

it('a refund is pending until it is processed', async () => {
  const [created, processed] = [await event('refund.created'), await event('refund.processed')];
  for (const order of [
    [created, processed],
    [processed, created],
  ]) {
    expect(await after('refunds', 'rfnd_Qa7Sample1', ...order)).toMatchObject({
      status: 'paid',
      amount: 19_900,
      payment: 'pay_Qa7Sample1',
      reason: 'A page was torn',
    });
  }
});

it('a subscription is active while it is paid, past due while it is not, and ends', async () => {
  const charged = await event('subscription.charged', 1);
  const record = (...events: readonly RazorpayEvent[]) => after('subscriptions', 'sub_Qa7Sample1', ...events);
  expect(await record(charged)).toMatchObject({
    status: 'active',
    active: true,
    price: 'plan_Qa7Sample',
    userId: 'user_1',
    currentPeriodEnd: '2026-12-23T12:00:01.000Z',
  });
  expect(await record(await event('subscription.pending', 5), charged)).toMatchObject({
    status: 'past_due',
    active: false,
  });
  expect(await record(await event('subscription.cancelled', 9), charged)).toMatchObject({
    status: 'ended',
    endedAt: '2026-11-23T12:00:09.000Z',
  });
});

it('notes that are an empty list name nobody', async () => {
  const edit = (body: string) => body.replace(/"notes":\{[^}]*\}/, '"notes":[]');
  expect(await paymentAfter(await event('payment.captured', 0, edit))).toMatchObject({ orderId: null, userId: null });
});
