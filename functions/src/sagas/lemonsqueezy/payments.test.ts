import { expect, it } from 'vitest';
import { LemonsqueezyEvent } from 'integration-service/lemonsqueezy';
import { lemonsqueezy } from 'integration-service/lemonsqueezy/integration';
import { lemonsqueezySamples } from 'integration-service/lemonsqueezy/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { orderPayments, subscriptionPayments, syncLemonsqueezyPayment } from './payments.ts';

const logic = { sagas: { orderPayments, subscriptionPayments }, handlers: [syncLemonsqueezyPayment] };

async function event(type: string, second = 0, fields: object = {}): Promise<LemonsqueezyEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const { data, ...rest } = JSON.parse(body);
    return JSON.stringify({ ...rest, data: { ...data, attributes: { ...data.attributes, ...fields } } });
  };
  return LemonsqueezyEvent.revive(await sampleEvent(lemonsqueezy, lemonsqueezySamples, type, { id: '1', now, edit }));
}

async function after(id: string, ...events: readonly LemonsqueezyEvent[]) {
  const store = await handleEvents(logic, events);
  return (await store.get('payments', id))?.data;
}

const ORDER = 'lemonsqueezy:order:881';
const INVOICE = 'lemonsqueezy:invoice:701';

it('an order is recorded with what was paid, by whom and for which of your orders', async () => {
  expect(await after(ORDER, await event('order_created'))).toMatchObject({
    provider: 'lemonsqueezy',
    kind: 'order',
    status: 'paid',
    amount: 2900,
    amountRefunded: 0,
    currency: 'EUR',
    customer: '90210',
    orderNumber: '1001',
    orderId: 'order_1',
    userId: 'user_1',
    subscription: null,
  });
});

it('a refunded order stays refunded, whatever the order of its events', async () => {
  const [created, refunded] = [await event('order_created', 5), await event('order_refunded', 5)];
  const expected = { status: 'refunded', amountRefunded: 2900, refundedAt: '2026-11-23T12:00:05.000Z' };
  expect(await after(ORDER, created, refunded)).toMatchObject(expected);
  expect(await after(ORDER, refunded, created)).toMatchObject(expected);
});

it('a payment for a subscription that failed is pending until it is recovered', async () => {
  const failed = await event('subscription_payment_failed', 1);
  expect(await after(INVOICE, failed)).toMatchObject({ kind: 'invoice', status: 'pending', subscription: '501' });
  const paid = await event('subscription_payment_success', 9);
  expect(await after(INVOICE, paid, failed)).toMatchObject({ status: 'paid', billingReason: 'renewal' });
});

it.each([
  ['no total', { total: null }, { amount: null }],
  ['a total with a fraction', { total: 0.5 }, { amount: null }],
  ['no currency', { currency: 7 }, { currency: null }],
])('an order with %s is recorded nevertheless', async (_what, fields, expected) => {
  expect(await after(ORDER, await event('order_created', 0, fields))).toMatchObject({ status: 'paid', ...expected });
});
