import { expect, it } from 'vitest';
import { PolarEvent, type PolarEventType } from 'integration-service/polar';
import { polar } from 'integration-service/polar/integration';
import { polarSamples } from 'integration-service/polar/samples';
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

let count = 0;

/** Each event has its own id; all are about the same objects. */
async function event(type: PolarEventType, second = 0): Promise<PolarEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const id = `no${++count}-`;
  const edit = (body: string) => body.replaceAll(id, '1');
  return PolarEvent.revive(await sampleEvent(polar, polarSamples, type, { id, now, edit }));
}

/** The one record of the collection, whichever of the events arrives first. */
async function after(collection: string, ...events: readonly PolarEvent[]) {
  const [record, ...others] = await Promise.all(
    [events, events.toReversed()].map(async (order) => {
      const records = await (await handleEvents(logic, order)).list(collection, { limit: 9 });
      return records.map(({ id, data }) => ({ id, data }));
    }),
  );
  for (const other of others) expect(other).toEqual(record);
  return record;
}

it('an order is a payment, which is pending, paid and refunded', async () => {
  const [created, paid, refunded] = [
    await event('order.created'),
    await event('order.paid'),
    await event('order.refunded', 9),
  ];
  expect(await after('payments', created, paid)).toMatchObject([
    {
      id: 'polar:8e0f1-2c64-4b1d-9d7a-60f3a1b8c5e2',
      data: { status: 'paid', amount: 2380, currency: 'EUR', orderId: 'shop-order-1', userId: 'user_1' },
    },
  ]);
  expect(await after('payments', paid, refunded)).toMatchObject([
    { data: { status: 'refunded', amountRefunded: 2380 } },
  ]);
});

it('a refund is recorded with its tax, and is pending until it succeeds', async () => {
  const both = [await event('refund.created'), await event('refund.updated')];
  expect(await after('refunds', ...both)).toMatchObject([
    { data: { status: 'paid', amount: 2380, reason: 'customer_request' } },
  ]);
});

it('a canceled subscription is active until it is revoked', async () => {
  const [active, canceled] = [await event('subscription.active'), await event('subscription.canceled', 5)];
  expect(await after('subscriptions', await event('subscription.created'), active)).toMatchObject([
    { data: { status: 'active', active: true, cancelAtPeriodEnd: false, amount: 900, userId: 'user_1' } },
  ]);
  expect(await after('subscriptions', active, canceled)).toMatchObject([
    { data: { status: 'active', active: true, cancelAtPeriodEnd: true } },
  ]);
  expect(await after('subscriptions', active, canceled, await event('subscription.revoked', 9))).toMatchObject([
    { data: { status: 'ended', active: false, endedAt: '2026-11-23T12:00:09.000Z' } },
  ]);
});

it('a trial is active', async () => {
  expect(await after('subscriptions', await event('subscription.created'))).toMatchObject([
    { data: { status: 'trialing', active: true, trialEndsAt: '2026-12-23T12:00:00.000Z' } },
  ]);
});
