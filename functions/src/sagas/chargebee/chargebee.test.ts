import { expect, it } from 'vitest';
import { ChargebeeEvent, type ChargebeeEventType } from 'integration-service/chargebee';
import { chargebee } from 'integration-service/chargebee/integration';
import { chargebeeSamples } from 'integration-service/chargebee/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updatePayment } from '../shared/payments.ts';
import { updateRefund } from '../shared/refunds.ts';
import { updateSubscription } from '../shared/subscriptions.ts';
import { payments, refunds } from './payments.ts';
import { subscriptionLifecycle } from './subscriptions.ts';

const logic = {
  sagas: { payments, refunds, subscriptionLifecycle },
  handlers: [updatePayment, updateRefund, updateSubscription],
};

let count = 0;

/** Each event has its own id; all are about the same objects. */
async function event(type: ChargebeeEventType, second = 0): Promise<ChargebeeEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => body.replace('ev_AzqSample1', `ev_${++count}`);
  return ChargebeeEvent.revive(await sampleEvent(chargebee, chargebeeSamples, type, { id: '1', now, edit }));
}

async function after(collection: string, id: string, ...events: readonly ChargebeeEvent[]) {
  return (await (await handleEvents(logic, events)).get(collection, `chargebee:${id}`))?.data;
}

it('a payment is recorded with what was paid and for which subscription', async () => {
  expect(await after('payments', 'txn_1', await event('payment_succeeded'))).toMatchObject({
    status: 'paid',
    amount: 3800,
    currency: 'EUR',
    subscription: 'sub_1',
    method: 'card',
  });
  expect(await after('payments', 'txn_1', await event('payment_failed'))).toMatchObject({
    status: 'failed',
    failureCode: 'card_declined',
  });
});

it('a refund names its payment', async () => {
  expect(await after('refunds', 'txn_refund_1', await event('payment_refunded'))).toMatchObject({
    status: 'paid',
    amount: 3800,
    payment: 'txn_1',
  });
});

it('a subscription that does not renew is active until it is cancelled, whatever the order', async () => {
  const [created, activated] = [await event('subscription_created'), await event('subscription_activated')];
  const [leaving, cancelled] = [
    await event('subscription_cancellation_scheduled', 5),
    await event('subscription_cancelled', 9),
  ];
  expect(await after('subscriptions', 'sub_1', created)).toMatchObject({ status: 'trialing', active: true });
  expect(await after('subscriptions', 'sub_1', activated, created)).toMatchObject({
    status: 'active',
    userId: 'user_1',
    price: 'Studio-EUR-Monthly',
    quantity: 2,
    currentPeriodEnd: '2026-12-23T12:00:00.000Z',
  });
  expect(await after('subscriptions', 'sub_1', leaving, activated)).toMatchObject({
    active: true,
    cancelAtPeriodEnd: true,
  });
  expect(await after('subscriptions', 'sub_1', cancelled, leaving, created)).toMatchObject({
    status: 'ended',
    active: false,
    endedAt: '2026-11-23T12:00:09.000Z',
  });
});
