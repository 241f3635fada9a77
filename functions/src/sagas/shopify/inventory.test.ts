import { describe, expect, it } from 'vitest';
import { ShopifyEvent } from 'integration-service/shopify';
import { shopify } from 'integration-service/shopify/integration';
import { shopifySamples } from 'integration-service/shopify/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateStock } from '../shared/inventory.ts';
import { productStock, stockLevels } from './inventory.ts';

const logic = { sagas: { productStock, stockLevels }, handlers: [updateStock] };

interface Told {
  /** When the stock changed, in seconds after noon. */
  readonly second?: number;
  /** Milliseconds between the change and the arrival. */
  readonly delay?: number;
  readonly fields?: object;
}

let count = 0;

/** Every delivery has its own id. */
async function event(type: string, { second = 0, delay = 0, fields = {} }: Told = {}): Promise<ShopifyEvent> {
  const changed = Date.UTC(2026, 10, 23, 12, 0, second);
  const updated_at = new Date(changed).toISOString().replace('.000', '');
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), updated_at, ...fields });
  const options = { id: String(++count), now: new Date(changed + delay), edit };
  return ShopifyEvent.revive(await sampleEvent(shopify, shopifySamples, type, options));
}

const level = (told?: Told) => event('inventory_levels/update', told);
const product = (told?: Told) => event('products/update', told);

async function inventoryAfter(...events: readonly ShopifyEvent[]) {
  return (await handleEvents(logic, events)).list('inventory', { limit: 1_000 });
}

const ITEM = {
  inventory_item_id: 808950810,
  admin_graphql_api_id: 'gid://shopify/InventoryLevel/9?inventory_item_id=808950810',
};

describe('the stock of an item at one location', () => {
  it('is recorded under the item and the location', async () => {
    expect(await inventoryAfter(await level({ fields: ITEM }))).toMatchObject([
      {
        id: 'shopify:808950810%2F905684977',
        data: {
          provider: 'shopify',
          shop: 'johns-apparel.myshopify.com',
          itemId: '808950810',
          location: '905684977',
          quantity: 6,
          status: 'in_stock',
          asOf: { time: '2026-11-23T12:00:00.000Z' },
        },
      },
    ]);
  });

  it.each([
    [0, 'out_of_stock'],
    [-3, 'out_of_stock'],
    [null, null],
  ])('with %j available is %s', async (available, status) => {
    expect(await inventoryAfter(await level({ fields: { available } }))).toMatchObject([
      { data: { quantity: available, status } },
    ]);
  });

  it('keeps every digit of its item’s id', async () => {
    const fields = {
      inventory_item_id: 271878346596884000,
      admin_graphql_api_id: 'gid://shopify/InventoryLevel/99953246420?inventory_item_id=271878346596884015',
    };
    expect(await inventoryAfter(await level({ fields }))).toMatchObject([{ data: { itemId: '271878346596884015' } }]);
  });

  it('is the newest one, in any order and however often it arrives', async () => {
    const [older, newer] = [
      await level({ second: 0, fields: { ...ITEM, available: 6 } }),
      await level({ second: 5, fields: { ...ITEM, available: 5 } }),
    ];
    for (const order of [
      [older, newer],
      [newer, older],
      [newer, older, newer],
    ]) {
      expect(await inventoryAfter(...order)).toMatchObject([{ data: { quantity: 5 } }]);
    }
  });

  it('is the last one to arrive of several changes within one second', async () => {
    const sales = await Promise.all(
      [5, 4, 3].map((available, index) => level({ delay: 100 * index, fields: { ...ITEM, available } })),
    );
    for (const order of [sales, sales.toReversed()]) {
      expect(await inventoryAfter(...order)).toMatchObject([{ data: { quantity: 3 } }]);
    }
  });
});

describe('the stock of a product', () => {
  it('is recorded for each variant, at all locations together', async () => {
    const variants = [
      { id: 11, title: 'Small', sku: 'HAT-S', inventory_item_id: 21, inventory_quantity: 75 },
      { id: 12, title: 'Large', sku: '', inventory_item_id: 22, inventory_quantity: 0, inventory_policy: 'continue' },
      { id: 13, title: 'Huge', inventory_item_id: 23, inventory_quantity: 0, inventory_management: null },
    ];
    const records = await inventoryAfter(await product({ fields: { variants } }));
    expect(records).toMatchObject([
      {
        id: 'shopify:11',
        data: { variantId: '11', itemId: '21', sku: 'HAT-S', name: 'Wollmütze “Schnee”, Small', quantity: 75 },
      },
      { id: 'shopify:12', data: { sku: null, quantity: 0, status: 'backorder' } },
      { id: 'shopify:13', data: { quantity: null, status: 'in_stock' } },
    ]);
    expect(new Set(records.map(({ data }) => data['productId'])).size).toBe(1);
  });

  it('is named after the product alone if the product has no real variants', async () => {
    expect(await inventoryAfter(await product())).toMatchObject([
      { data: { name: 'Wollmütze “Schnee”', sku: 'HAT-01' } },
    ]);
  });

  it('is recorded for all of 250 variants', async () => {
    const variants = Array.from({ length: 250 }, (_, index) => ({ id: 1_000 + index, inventory_quantity: index }));
    const records = await inventoryAfter(await product({ fields: { variants } }));
    expect(records.map(({ data }) => data['quantity'])).toEqual(variants.map((variant) => variant.inventory_quantity));
  });

  it.each([
    ['no variants', { variants: null }],
    ['variants whose stock is not counted', { variants: [{ id: 11, title: 'Small' }] }],
    ['no time', { updated_at: undefined }],
  ])('with %s changes nothing', async (_what, fields) => {
    expect(await inventoryAfter(await product({ fields }))).toEqual([]);
  });
});

it('a signed order under the unsigned topic of stock changes nothing', async () => {
  const order = { inventory_item_id: undefined, location_id: 1, available: undefined };
  expect(
    await inventoryAfter(await level({ fields: { ...order, admin_graphql_api_id: 'gid://shopify/Order/1' } })),
  ).toEqual([]);
});
