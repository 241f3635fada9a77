import { expect, it } from 'vitest';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { WoocommerceEvent } from 'integration-service/woocommerce';
import { woocommerce } from 'integration-service/woocommerce/integration';
import { woocommerceSamples } from 'integration-service/woocommerce/samples';
import { updateStock } from '../shared/inventory.ts';
import { productStock } from './inventory.ts';

const logic = { sagas: { productStock }, handlers: [updateStock] };

/** All are about product 18. */
async function event(type: string, fields: object = {}, second = 0): Promise<WoocommerceEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), id: 18, ...fields });
  return WoocommerceEvent.revive(await sampleEvent(woocommerce, woocommerceSamples, type, { now, edit }));
}

async function inventoryAfter(...events: readonly WoocommerceEvent[]) {
  return (await handleEvents(logic, events)).list('inventory', { limit: 9 });
}

it('the stock of a product is recorded with its SKU and its name', async () => {
  expect(await inventoryAfter(await event('product.updated'))).toMatchObject([
    {
      id: 'woocommerce:shop.example%2F18',
      data: {
        provider: 'woocommerce',
        shop: 'shop.example',
        productId: '18',
        variantId: null,
        sku: 'WOO-1',
        name: 'Woo Single #1',
        location: null,
        quantity: 12,
        status: 'in_stock',
      },
    },
  ]);
});

it.each([
  ['is not counted', { manage_stock: false, stock_quantity: null }, null, 'in_stock'],
  ['is no longer counted', { manage_stock: false, stock_quantity: 7 }, null, 'in_stock'],
  ['is sold out', { stock_quantity: 0, stock_status: 'outofstock' }, 0, 'out_of_stock'],
  ['is oversold', { stock_quantity: -2, stock_status: 'onbackorder' }, -2, 'backorder'],
  ['is counted in fractions', { stock_quantity: 1.5 }, 1.5, 'in_stock'],
  ['shares the stock of its product', { parent_id: 9, manage_stock: 'parent' }, 12, 'in_stock'],
])('a product that %s', async (_what, fields, quantity, status) => {
  expect(await inventoryAfter(await event('product.updated', fields))).toMatchObject([{ data: { quantity, status } }]);
});

it('a variation belongs to its product', async () => {
  expect(await inventoryAfter(await event('product.updated', { type: 'variation', parent_id: 9 }))).toMatchObject([
    { data: { productId: '9', variantId: '18' } },
  ]);
});

it('the newest stock wins, in any order and however often it arrives', async () => {
  const events = [
    await event('product.created', { stock_quantity: 12 }, 0),
    await event('product.updated', { stock_quantity: 11 }, 5),
    await event('product.updated', { stock_quantity: 11 }, 5),
  ];
  for (const order of [events, events.toReversed()]) {
    expect(await inventoryAfter(...order)).toMatchObject([{ data: { quantity: 11 } }]);
  }
});

it.each([
  ['a deletion, which only its unsigned topic distinguishes from that of an order', 'product.deleted', {}],
  ['an order under the unsigned product topic', 'product.updated', { stock_status: undefined, status: 'paid' }],
  ['a product without a time', 'product.updated', { date_modified_gmt: null }],
])('%s changes nothing', async (_what, type, fields) => {
  expect(await inventoryAfter(await event(type, fields))).toEqual([]);
});
