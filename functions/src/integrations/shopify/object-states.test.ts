import { describe, expect, it } from 'vitest';
import { textAt } from '../../core/recover/answers.ts';
import { ListingApi } from '../../core/recover/listing-api.ts';
import { FakeListApi, type ListAnswer, type ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testStateLister, type KeptObject } from '../../testing/lister/state-lister-conformance.ts';
import { MemoryStore } from '../../testing/memory-store.ts';
import { withApiKey } from '../../testing/service-sources.ts';
import { orderStateOf, productStateOf } from './graphql-states.ts';
import { shopifyObjectStates } from './object-states.ts';

const PAGE_SIZE = 4;
let isThrottled = false;

/** @see https://shopify.dev/docs/api/admin-graphql/latest/queries/orders */
function answer({ url, headers, body }: ListRequest, objects: readonly KeptObject[]): ListAnswer {
  const isToken = headers['x-shopify-access-token'] === 'shpat_1' && url.host === 'johns-apparel.myshopify.com';
  if (!isToken || url.pathname !== '/admin/api/2026-10/graphql.json') return { status: 401 };
  isThrottled = !isThrottled;
  if (isThrottled) return { body: { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }] } };
  const asked = textAt(body, '/query') ?? '';
  if (asked.includes('product(id: $id)')) return { body: { data: { product: { variants: variantsFrom(1) } } } };
  const [, since, until] =
    /^updated_at:>='(.+)' updated_at:<'(.+)'$/.exec(textAt(body, '/variables/query') ?? '') ?? [];
  const after = textAt(body, '/variables/after') ?? '-1';
  const sorted = objects
    .filter(({ updatedAt }) => +updatedAt >= Date.parse(since ?? '') && +updatedAt < Date.parse(until ?? ''))
    .filter(({ number }) => number > Number(after));
  const page = sorted.slice(0, PAGE_SIZE);
  const pageInfo = { hasNextPage: sorted.length > PAGE_SIZE, endCursor: String(page.at(-1)?.number) };
  const isOrders = asked.includes('orders(');
  const nodes = page.map(({ number, updatedAt }) => ({
    id: `gid://shopify/${isOrders ? 'Order' : 'Product'}/${number + 1}`,
    updatedAt: updatedAt.toISOString(),
    ...(!isOrders && { variants: variantsFrom(0) }),
  }));
  return { body: { data: { [isOrders ? 'orders' : 'products']: { pageInfo, nodes } } } };
}

function variantsFrom(first: number) {
  const node = { id: `gid://shopify/ProductVariant/${first + 1}`, inventoryQuantity: first };
  return { pageInfo: { hasNextPage: first === 0, endCursor: 'v1' }, nodes: [node] };
}

testStateLister({
  lister: shopifyObjectStates,
  kinds: ['order', 'product'],
  apiKey: 'shpat_1',
  secret: `shpss_${'0'.repeat(32)}`,
  variables: { SHOPIFY_SHOPS: 'johns-apparel.myshopify.com' },
  halfway: 4,
  answer,
});

const MONEY = (shop: string, customer: string) => ({
  shopMoney: { amount: shop, currencyCode: 'EUR' },
  presentmentMoney: { amount: customer, currencyCode: 'USD' },
});

const ORDER = {
  id: 'gid://shopify/Order/820982911946154508',
  name: '#1001',
  test: false,
  createdAt: '2026-11-23T11:00:00Z',
  updatedAt: '2026-11-23T12:00:00Z',
  cancelledAt: null,
  currencyCode: 'EUR',
  requiresShipping: true,
  displayFinancialStatus: 'PARTIALLY_REFUNDED',
  displayFulfillmentStatus: 'PARTIALLY_FULFILLED',
  totalPriceSet: MONEY('100.0', '110.0'),
  currentTotalPriceSet: MONEY('80.0', '88.0'),
  totalRefundedSet: MONEY('20.0', '22.0'),
  customer: { id: 'gid://shopify/Customer/115310627314723954' },
  fulfillments: [{ status: 'SUCCESS', trackingInfo: [{ number: '1Z999', company: 'UPS' }] }],
};

describe('an order', () => {
  it('has the fields that its deliveries have', () => {
    expect(orderStateOf(ORDER)).toEqual({
      kind: 'order',
      id: '820982911946154508',
      updatedAt: new Date('2026-11-23T12:00:00Z'),
      object: expect.objectContaining({
        admin_graphql_api_id: 'gid://shopify/Order/820982911946154508',
        name: '#1001',
        currency: 'EUR',
        total_price: '100.0',
        current_total_price: '80.0',
        test: false,
        financial_status: 'partially_refunded',
        fulfillment_status: 'partial',
        cancelled_at: null,
        updated_at: '2026-11-23T12:00:00Z',
        customer: expect.objectContaining({ admin_graphql_api_id: 'gid://shopify/Customer/115310627314723954' }),
        line_items: [{ requires_shipping: true }],
        fulfillments: [{ status: 'success', tracking_number: '1Z999', tracking_numbers: ['1Z999'] }],
        refunds: [{ transactions: [{ kind: 'refund', status: 'success', amount: '22.0', currency: 'USD' }] }],
      }),
    });
  });

  it.each([
    ['UNFULFILLED', null],
    ['IN_PROGRESS', null],
    ['ON_HOLD', null],
    ['FULFILLED', 'fulfilled'],
  ])('that is %s has the delivery status %s', (displayFulfillmentStatus, expected) => {
    expect(orderStateOf({ ...ORDER, displayFulfillmentStatus })?.object).toMatchObject({
      fulfillment_status: expected,
    });
  });

  it('of a guest, without refunds, has neither', () => {
    const state = orderStateOf({ ...ORDER, customer: null, totalRefundedSet: MONEY('0.0', '0.0') });
    expect(state?.object).toMatchObject({ customer: null, refunds: [] });
  });

  it('without an id is none', () => {
    expect(orderStateOf({ ...ORDER, id: null })).toBeUndefined();
  });
});

it('a product whose stock is not counted says so of its variants', () => {
  const variant = {
    id: 'gid://shopify/ProductVariant/7',
    title: 'Red',
    sku: '',
    inventoryQuantity: 0,
    inventoryPolicy: 'CONTINUE',
    inventoryItem: { id: 'gid://shopify/InventoryItem/8', tracked: false },
  };
  const product = { id: 'gid://shopify/Product/6', title: 'Shirt', updatedAt: '2026-11-23T12:00:00Z' };
  expect(productStateOf(product, [variant])?.object).toMatchObject({
    title: 'Shirt',
    variants: [{ title: 'Red', inventory_item_id: 8, inventory_management: null, inventory_policy: 'continue' }],
  });
});

it('all variants of a product are listed, however many pages they take', async () => {
  const updatedAt = new Date('2026-11-23T11:00:00Z');
  await using fake = await FakeListApi.start((request) => answer(request, [{ number: 0, updatedAt }]));
  const services = withApiKey('shpat_1');
  const api = new ListingApi('shopify', { services, fetch: fake.fetch, wait: () => Promise.resolve() });
  const query = { since: updatedAt, until: new Date('2026-11-23T12:00:00Z'), types: [], undelivered: false };
  const asked = { query, part: 'johns-apparel.myshopify.com product', cursor: undefined };
  const { items } = await shopifyObjectStates.page(asked, api, new MemoryStore());
  expect(items).toMatchObject([{ object: { variants: [{ id: 1 }, { id: 2 }] } }]);
});

it('several shops are listed one after the other', () => {
  const [shops] = shopifyObjectStates.settings ?? [];
  expect(shops?.read('a.myshopify.com, b.myshopify.com')).toEqual(['a.myshopify.com', 'b.myshopify.com']);
});

it.each(['shop.example', 'https://a.myshopify.com', 'a.myshopify.com.evil.example', ''])(
  'the access token is not sent to %j',
  (text) => {
    const [shops] = shopifyObjectStates.settings ?? [];
    expect(() => shops?.read(text)).toThrow('is not a shop; write its domain at Shopify');
  },
);
