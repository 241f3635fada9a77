import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { ShopifyEvent, type ShopifyOrder, type ShopifyProduct } from 'integration-service/shopify';
import { shopify } from 'integration-service/shopify/integration';
import { shopifySamples } from 'integration-service/shopify/samples';
import { inAnyOrder, sampleEvent, stateEvent } from 'integration-service/testing';
import { escalateShipment, settleEscalation } from '../shared/fulfilment-commands.ts';
import { updateStock } from '../shared/inventory.ts';
import { updateOrder } from '../shared/orders.ts';
import { productStock } from './inventory.ts';
import { lateShipments } from './late-shipments.ts';
import { orderUpdates } from './orders.ts';

const logic = { sagas: { orderUpdates, productStock }, handlers: [updateOrder, updateStock] };
const TIME = new Date('2026-11-23T12:00:00Z');
const SOURCE = '//shopify.com/shops/johns-apparel.myshopify.com';

async function webhook(type: string, fields: object = {}, now = TIME): Promise<ShopifyEvent> {
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), ...fields });
  return ShopifyEvent.revive(await sampleEvent(shopify, shopifySamples, type, { now, edit }));
}

function state(kind: 'order' | 'product', object: ShopifyOrder | ShopifyProduct, updatedAt = TIME) {
  return stateEvent('shopify', { kind, id: String(object.id), updatedAt, object, source: SOURCE });
}

async function bodyOf(type: 'orders/paid'): Promise<ShopifyOrder>;
async function bodyOf(type: 'products/update'): Promise<ShopifyProduct>;
async function bodyOf(type: string): Promise<object> {
  return (await webhook(type)).event;
}

it('the state of an order and its delivery have one effect, in any order', async () => {
  const order = await bodyOf('orders/paid');
  const paid = await webhook('orders/paid');
  const alone = await inAnyOrder(logic, [paid]);
  expect(await inAnyOrder(logic, [state('order', order), paid])).toEqual(alone);
  expect(Object.values(alone)).toMatchObject([{ status: 'paid', shop: 'johns-apparel.myshopify.com' }]);
});

it('the state of an order repairs the record of a delivery that was missed; an older delivery changes nothing', async () => {
  const order = await bodyOf('orders/paid');
  const refunded = { ...order, financial_status: 'refunded' } as const;
  const records = await inAnyOrder(logic, [
    await webhook('orders/paid'),
    state('order', refunded, new Date(TIME.getTime() + 60_000)),
  ]);
  expect(Object.values(records)).toMatchObject([
    { status: 'refunded', asOf: { time: '2026-11-23T12:01:00.000Z', id: expect.stringMatching(/^\$state\/order\//) } },
  ]);
});

it('the state of a product keeps the stock of its variants, as its delivery does', async () => {
  const product = await bodyOf('products/update');
  const records = await inAnyOrder(logic, [state('product', product)]);
  const told = await inAnyOrder(logic, [await webhook('products/update')]);
  const without = (some: typeof records) =>
    Object.fromEntries(Object.entries(some).map(([place, data]) => [place, { ...data, asOf: null }]));
  expect(without(records)).toEqual(without(told));
  expect(Object.keys(records).length).toBeGreaterThan(0);
});

it('an order whose payment was missed is escalated if it is not shipped', async () => {
  const saga = { durable: { lateShipments }, handlers: [escalateShipment, settleEscalation] };
  const order = await bodyOf('orders/paid');
  const records = await inAnyOrder(saga, [state('order', order)], { passing: days(6) });
  expect(Object.values(records)).toMatchObject([{ status: 'late' }]);
});
