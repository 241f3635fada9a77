import { expect, it } from 'vitest';
import { GocardlessEvent, type GocardlessEventType } from 'integration-service/gocardless';
import { gocardless } from 'integration-service/gocardless/integration';
import { gocardlessSamples } from 'integration-service/gocardless/samples';
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

let count = 0;

/** Each event has its own id; all are about the same resources. */
async function event(type: GocardlessEventType, second = 0): Promise<GocardlessEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => body.replace('EV00SAMPLE1', `EV${++count}`);
  return GocardlessEvent.revive(await sampleEvent(gocardless, gocardlessSamples, type, { id: '1', now, edit }));
}

/** The record, which is the same in whichever order the events arrive. */
async function after(collection: string, id: string, ...events: readonly GocardlessEvent[]) {
  const [record, other] = await Promise.all(
    [events, events.toReversed()].map(
      async (order) => (await (await handleEvents(logic, order)).get(collection, `gocardless:${id}`))?.data,
    ),
  );
  expect(other).toEqual(record);
  return record;
}

it('a payment is pending until it is confirmed, and may be charged back', async () => {
  const [created, confirmed] = [await event('payments.created'), await event('payments.confirmed', 5)];
  expect(await after('payments', 'PM00SAMPLE1', created, confirmed)).toMatchObject({
    status: 'paid',
    providerStatus: 'confirmed',
    amount: null,
    orderId: 'shop-order-1',
    userId: 'user_1',
    method: 'sepa_core',
    failureCode: null,
  });
  expect(await after('payments', 'PM00SAMPLE1', confirmed, await event('payments.charged_back', 9))).toMatchObject({
    status: 'disputed',
    failureCode: 'authorisation_disputed',
  });
});

it('a payment that failed says why', async () => {
  expect(await after('payments', 'PM00SAMPLE1', await event('payments.failed'))).toMatchObject({
    status: 'failed',
    failureCode: 'insufficient_funds',
  });
});

it('a refund is pending until it is paid', async () => {
  expect(
    await after('refunds', 'RF00SAMPLE1', await event('refunds.created'), await event('refunds.paid')),
  ).toMatchObject({ status: 'paid', payment: 'PM00SAMPLE1' });
});

it('a subscription is active until it is cancelled', async () => {
  const created = await event('subscriptions.created');
  expect(await after('subscriptions', 'SB00SAMPLE1', created, await event('subscriptions.paused', 5))).toMatchObject({
    status: 'paused',
    active: false,
  });
  expect(await after('subscriptions', 'SB00SAMPLE1', created, await event('subscriptions.cancelled', 9))).toMatchObject(
    {
      status: 'ended',
      endedAt: '2026-11-23T12:00:09.000Z',
      userId: 'user_1',
    },
  );
});
