import { describe, expect, it } from 'vitest';
import { ShopifyEvent } from 'integration-service/shopify';
import { shopify } from 'integration-service/shopify/integration';
import { shopifySamples } from 'integration-service/shopify/samples';
import { handleEvents, inAnyOrder, sampleEvent } from 'integration-service/testing';
import { reportOrderDeleted, updateOrder } from '../shared/orders.ts';
import { orderDeletions, orderUpdates } from './orders.ts';

const logic = { sagas: { orderUpdates, orderDeletions }, handlers: [updateOrder, reportOrderDeleted] };

/** All are about one order. */
async function event(type: string, second = 0, fields: object = {}): Promise<ShopifyEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), ...fields });
  return ShopifyEvent.revive(await sampleEvent(shopify, shopifySamples, type, { now, edit }));
}

/** The only record that the events lead to; undefined if they lead to none. */
async function after(...events: readonly ShopifyEvent[]) {
  const store = await handleEvents(logic, events);
  const [record, ...others] = await store.list('orders', { limit: 9 });
  expect(others).toEqual([]);
  return record?.data;
}

async function inAnyOrderOf(...events: readonly ShopifyEvent[]) {
  const [data, ...others] = Object.values(await inAnyOrder(logic, events));
  expect(others).toEqual([]);
  return data;
}

it('an order is recorded with its amounts in minor units', async () => {
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

  it('within one second the further state wins', async () => {
    const [created, paid] = [await event('orders/create'), await event('orders/paid')];
    expect(await after(created, paid)).toEqual(await after(paid, created));
    expect(await after(paid, created)).toMatchObject({ status: 'paid' });
  });
});

describe('a deletion, which only the unsigned topic distinguishes from the deletion of a customer,', () => {
  it('erases nothing: the order records that it was reported', async () => {
    const [paid, deleted] = [await event('orders/paid', 5), await event('orders/delete', 9)];
    expect(await inAnyOrderOf(paid, deleted)).toMatchObject({
      status: 'paid',
      amount: 19_965,
      customer: '115310627314',
      deletionReportedAt: '2026-11-23T12:00:09.000Z',
    });
  });

  it('does not affect an order that was changed later', async () => {
    const [paid, deleted] = [await event('orders/paid', 9), await event('orders/delete', 5)];
    expect(await inAnyOrderOf(paid, deleted)).toMatchObject({ status: 'paid', deletionReportedAt: null });
  });

  it('of an unknown order creates a record that says so', async () => {
    expect(await after(await event('orders/delete', 9))).toMatchObject({ status: 'deleted', amount: null });
  });

  it('of an order whose id exceeds 2^53 concerns the order with that id', async () => {
    const gid = { admin_graphql_api_id: 'gid://shopify/Order/820982911946154508' };
    const paid = await event('orders/paid', 5, gid);
    const deletion = await event('orders/delete', 9);
    const exact = { ...deletion.envelope, subject: '820982911946154508', data: { id: 820982911946154500 } };
    const record = await after(paid, ShopifyEvent.revive(exact));
    expect(record).toMatchObject({ orderId: '820982911946154508', deletionReportedAt: '2026-11-23T12:00:09.000Z' });
  });
});

describe('the amounts of an order', () => {
  const refund = (amount: string, currency = 'EUR', fields = {}) => ({
    transactions: [{ kind: 'refund', status: 'success', amount, currency, ...fields }],
  });

  it('follow an edit', async () => {
    const fields = { total_price: '199.65', current_total_price: '240.00' };
    expect(await after(await event('orders/updated', 0, fields))).toMatchObject({ amount: 24_000, amountRefunded: 0 });
  });

  it('do not count a refund twice, because the current total is net of it', async () => {
    const fields = { total_price: '199.65', current_total_price: '198.06', refunds: [refund('41.94')] };
    expect(await after(await event('orders/updated', 0, fields))).toMatchObject({
      amount: 24_000,
      amountRefunded: 4_194,
    });
  });

  it('are those of the order after a full refund', async () => {
    const fields = { current_total_price: '0.00', refunds: [refund('100.00'), refund('99.65')] };
    expect(await after(await event('orders/cancelled', 0, fields))).toMatchObject({
      amount: 19_965,
      amountRefunded: 19_965,
    });
  });

  it('stay those of the order as placed if it is cancelled unpaid', async () => {
    expect(await after(await event('orders/cancelled', 0, { current_total_price: '0.00' }))).toMatchObject({
      status: 'canceled',
      amount: 19_965,
      amountRefunded: 0,
    });
  });

  describe('with a customer who paid in another currency', () => {
    const foreign = {
      currency: 'EUR',
      presentment_currency: 'JPY',
      total_price: '199.65',
      total_price_set: {
        shop_money: { amount: '199.65', currency_code: 'EUR' },
        presentment_money: { amount: '32000', currency_code: 'JPY' },
      },
    };

    it.each([
      ['all of it', '32000', 19_965],
      ['half of it', '16000', 9_983],
    ])('convert a refund of %s at the rate of the order', async (_what, yen, cents) => {
      const fields = { ...foreign, refunds: [refund(yen, 'JPY')] };
      expect(await after(await event('orders/updated', 0, fields))).toMatchObject({
        amount: 19_965,
        amountRefunded: cents,
        currency: 'eur',
      });
    });

    it('are null, not guessed, if the rate of a refund is missing', async () => {
      const fields = { ...foreign, total_price_set: undefined, refunds: [refund('16000', 'JPY')] };
      expect(await after(await event('orders/updated', 0, fields))).toMatchObject({
        amount: 19_965,
        amountRefunded: null,
      });
    });
  });

  it('are in minor units of ISO 4217', async () => {
    const fields = { currency: 'IDR', total_price: '150000.00', refunds: [refund('50000.00', 'IDR')] };
    expect(await after(await event('orders/updated', 0, fields))).toMatchObject({
      amount: 15_000_000,
      amountRefunded: 5_000_000,
    });
  });
});

it.each([
  [true, false],
  [false, true],
  [undefined, null],
])('an order with test: %j has livemode: %j', async (test, livemode) => {
  expect(await after(await event('orders/paid', 0, { test }))).toMatchObject({ livemode });
});

it('an order with null fields and an unreadable date is still recorded', async () => {
  const fields = { refunds: null, customer: null, total_price: null, current_total_price: null, created_at: 'soon' };
  expect(await after(await event('orders/paid', 0, fields))).toMatchObject({
    status: 'paid',
    amount: null,
    customer: null,
    createdAt: null,
  });
});

describe('the topic is not signed, so', () => {
  it('a signed order under the topic of deletions deletes nothing', async () => {
    const forged = await event('orders/delete', 0, { financial_status: 'paid', updated_at: '2026-11-23T12:00:00Z' });
    expect(await after(forged)).toBeUndefined();
  });

  it('a signed product under an order topic is not an order', async () => {
    const product = { admin_graphql_api_id: 'gid://shopify/Product/1' };
    expect(await after(await event('orders/paid', 0, product))).toBeUndefined();
  });
});

it.each(['updated_at', 'financial_status'])(
  'an order without %s cannot be identified and is skipped',
  async (field) => {
    expect(await after(await event('orders/paid', 0, { [field]: undefined }))).toBeUndefined();
  },
);
