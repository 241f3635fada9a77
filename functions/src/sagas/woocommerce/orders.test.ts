import { describe, expect, it } from 'vitest';
import { handleEvents, inAnyOrder, sampleEvent } from 'integration-service/testing';
import { WoocommerceEvent } from 'integration-service/woocommerce';
import { woocommerce } from 'integration-service/woocommerce/integration';
import { woocommerceSamples } from 'integration-service/woocommerce/samples';
import { reportOrderDeleted, updateOrder } from '../shared/orders.ts';
import { orderDeletions, orderUpdates } from './orders.ts';

const logic = { sagas: { orderUpdates, orderDeletions }, handlers: [updateOrder, reportOrderDeleted] };

/** All are about order 727. */
async function event(type: string, second = 0, fields: object = {}): Promise<WoocommerceEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), id: 727, ...fields });
  return WoocommerceEvent.revive(await sampleEvent(woocommerce, woocommerceSamples, type, { now, edit }));
}

async function after(...events: readonly WoocommerceEvent[]) {
  const store = await handleEvents(logic, events);
  return (await store.get('orders', 'woocommerce:shop.example%2F727'))?.data;
}

async function inAnyOrderOf(...events: readonly WoocommerceEvent[]) {
  const [data, ...others] = Object.values(await inAnyOrder(logic, events));
  expect(others).toEqual([]);
  return data;
}

it('an order is recorded with its amounts in minor units', async () => {
  const refunds = [
    { id: 1, total: '-10.00' },
    { id: 2, total: '-0.35' },
  ];
  expect(await after(await event('order.updated', 0, { number: 'A-727', refunds }))).toMatchObject({
    provider: 'woocommerce',
    orderId: '727',
    shop: 'shop.example',
    number: 'A-727',
    status: 'partially_refunded',
    amount: 2_935,
    amountRefunded: 1_035,
    currency: 'eur',
    customer: '26',
    createdAt: '2026-11-23T12:00:00.000Z',
  });
});

it.each([
  ['on-hold', 'pending'],
  ['processing', 'paid'],
  ['completed', 'fulfilled'],
  ['cancelled', 'canceled'],
  ['refunded', 'refunded'],
  ['failed', 'failed'],
])('the WooCommerce status %s is recorded as %s', async (theirs, status) => {
  expect(await after(await event('order.updated', 0, { status: theirs }))).toMatchObject({ status });
});

it.each(['wc-custom-state', 'constructor'])('a custom status of the shop (%s) changes nothing', async (status) => {
  const record = await after(await event('order.updated', 0), await event('order.updated', 5, { status }));
  expect(record).toMatchObject({ status: 'paid' });
});

it('a guest is recorded without a customer', async () => {
  expect(await after(await event('order.created', 0, { customer_id: 0 }))).toMatchObject({ customer: null });
});

describe('out of order', () => {
  it('an older state does not overwrite a newer one', async () => {
    const [created, updated] = [await event('order.created', 1), await event('order.updated', 5)];
    expect(await after(updated, created)).toEqual(await after(created, updated));
    expect(await after(updated, created)).toMatchObject({ status: 'paid' });
  });
});

describe('a deletion, which only the unsigned topic distinguishes from the deletion of a customer,', () => {
  it('erases nothing: the order records that it was reported', async () => {
    const [updated, deleted] = [await event('order.updated', 5), await event('order.deleted', 9)];
    expect(await inAnyOrderOf(updated, deleted)).toMatchObject({
      status: 'paid',
      amount: 2_935,
      customer: '26',
      deletionReportedAt: '2026-11-23T12:00:09.000Z',
    });
  });

  it('does not affect an order that was restored later', async () => {
    const [deleted, restored] = [await event('order.deleted', 5), await event('order.restored', 9)];
    expect(await inAnyOrderOf(restored, deleted)).toMatchObject({ status: 'paid', deletionReportedAt: null });
  });
});

it('an order with null fields is still recorded', async () => {
  const fields = { refunds: null, total: null, number: null, date_created_gmt: null };
  expect(await after(await event('order.updated', 0, fields))).toMatchObject({
    status: 'paid',
    amount: null,
    amountRefunded: 0,
    createdAt: null,
  });
});

it('an order in dinars is counted in thousandths', async () => {
  const refunds = [{ id: 1, total: '-1.500' }];
  expect(await after(await event('order.updated', 0, { currency: 'KWD', total: '12.345', refunds }))).toMatchObject({
    amount: 12_345,
    amountRefunded: 1_500,
  });
});

it('a signed order under the unsigned topic of deletions deletes nothing', async () => {
  const order = { status: 'processing', total: '29.35' };
  expect(await after(await event('order.deleted', 0, order))).toBeUndefined();
});
