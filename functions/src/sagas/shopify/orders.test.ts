import { describe, expect, it } from 'vitest';
import { ShopifyEvent } from '../../integrations/shopify/event.ts';
import { shopify } from '../../integrations/shopify/index.ts';
import { shopifySamples } from '../../integrations/shopify/samples.ts';
import { handleEvents } from '../../testing/handle-events.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { updateOrder } from '../shared/orders.ts';
import { orderDeletions, orderUpdates } from './orders.ts';

const logic = { sagas: { orderUpdates, orderDeletions }, handlers: [updateOrder] };

/** All are about one order. */
async function event(type: string, second = 0, fields: object = {}): Promise<ShopifyEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), ...fields });
  return ShopifyEvent.revive(await sampleEvent(shopify, shopifySamples, type, { now, edit }));
}

/** The only record that the events lead to; undefined where they lead to none. */
async function after(...events: readonly ShopifyEvent[]) {
  const store = await handleEvents(logic, events);
  const [record, ...others] = await store.list('orders', { limit: 9 });
  expect(others).toEqual([]);
  return record?.data;
}

it('an order is kept with its amounts in minor units', async () => {
  const refunds = [
    {
      transactions: [
        { kind: 'refund', status: 'success', amount: '41.94' },
        { kind: 'refund', status: 'failure', amount: '9.00' },
      ],
    },
  ];
  const fields = {
    id: 450,
    admin_graphql_api_id: 'gid://shopify/Order/820982911946154508',
    financial_status: 'partially_refunded',
    refunds,
  };
  expect(await after(await event('orders/updated', 0, fields))).toMatchObject({
    provider: 'shopify',
    orderId: '820982911946154508',
    shop: 'johns-apparel.myshopify.com',
    number: expect.stringMatching(/^#\d+$/),
    status: 'partially_refunded',
    amount: 19_965,
    amountRefunded: 4_194,
    currency: 'eur',
    customer: '115310627314',
    createdAt: '2026-11-23T11:00:00.000Z',
  });
});

it.each([
  ['orders/create', 'pending'],
  ['orders/paid', 'paid'],
  ['orders/fulfilled', 'fulfilled'],
  ['orders/cancelled', 'canceled'],
])('%s leaves the order %s', async (type, status) => {
  expect(await after(await event(type))).toMatchObject({ status });
});

describe('out of order', () => {
  it('an older state does not overwrite a newer one', async () => {
    expect(await after(await event('orders/paid', 5), await event('orders/create', 1))).toMatchObject({
      status: 'paid',
    });
  });

  it('within one second the further state is the later one', async () => {
    const [created, paid] = [await event('orders/create'), await event('orders/paid')];
    expect(await after(created, paid)).toEqual(await after(paid, created));
    expect(await after(paid, created)).toMatchObject({ status: 'paid' });
  });

  it('a deleted order stays so, with nothing left of it', async () => {
    const record = await after(await event('orders/delete', 9), await event('orders/paid', 5));
    expect(record).toMatchObject({ status: 'deleted', amount: null, customer: null });
  });
});

describe('the topic is not signed, so', () => {
  it('a signed order under the topic of deletions deletes nothing', async () => {
    const forged = await event('orders/delete', 0, { financial_status: 'paid', updated_at: '2026-11-23T12:00:00Z' });
    expect(await after(forged)).toBeUndefined();
  });

  it('a signed product under a topic of orders is no order', async () => {
    const product = { admin_graphql_api_id: 'gid://shopify/Product/1' };
    expect(await after(await event('orders/paid', 0, product))).toBeUndefined();
  });
});

it.each(['updated_at', 'financial_status'])(
  'an order without %s cannot be placed and is passed over',
  async (field) => {
    expect(await after(await event('orders/paid', 0, { [field]: undefined }))).toBeUndefined();
  },
);
