import { valueAt } from '../../core/event/json-pointer.ts';
import { objectsAt, textAt, timeAt } from '../../core/recover/answers.ts';
import type { ListedState } from '../../core/recover/state-lister.ts';
import type { ShopifyFulfillment, ShopifyMoneyBag, ShopifyOrder, ShopifyProduct, ShopifyVariant } from './resources.ts';

/** What is asked of Shopify's GraphQL, and how its answers become what deliveries carry. Each query costs a few hundred points. */

const MONEY = '{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }';

export const ORDERS = `query ($query: String!, $after: String) {
  orders(first: 25, after: $after, query: $query, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id name test createdAt updatedAt cancelledAt currencyCode requiresShipping
      displayFinancialStatus displayFulfillmentStatus
      totalPriceSet ${MONEY} currentTotalPriceSet ${MONEY} totalRefundedSet ${MONEY}
      customer { id }
      fulfillments(first: 5) { status trackingInfo(first: 5) { number company } }
    }
  }
}`;

const VARIANT_FIELDS = `pageInfo { hasNextPage endCursor }
      nodes { id title sku inventoryQuantity inventoryPolicy inventoryItem { id tracked } }`;

export const PRODUCTS = `query ($query: String!, $after: String) {
  products(first: 5, after: $after, query: $query, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id title status updatedAt
      variants(first: 50) { ${VARIANT_FIELDS} }
    }
  }
}`;

export const VARIANTS = `query ($id: ID!, $after: String) {
  product(id: $id) {
    variants(first: 100, after: $after) { ${VARIANT_FIELDS} }
  }
}`;

type Node = Readonly<Record<string, unknown>>;
type State = Omit<ListedState, 'source'>;

/** An order as its deliveries carry it; undefined for something else. */
export function orderStateOf(node: Node): State | undefined {
  const { id, createdAt, updatedAt } = dated(node);
  if (id === undefined) return undefined;
  const customer = textAt(node, '/customer/id');
  const total = moneyAt(node, '/totalPriceSet');
  const order = {
    id: numberIn(id),
    admin_graphql_api_id: id,
    name: textAt(node, '/name') ?? '',
    currency: textAt(node, '/currencyCode') ?? '',
    total_price: total.shop_money?.amount ?? '',
    total_price_set: total,
    current_total_price: moneyAt(node, '/currentTotalPriceSet').shop_money?.amount ?? null,
    ...(typeof node['test'] === 'boolean' && { test: node['test'] }),
    financial_status: financialStatusOf(textAt(node, '/displayFinancialStatus')),
    fulfillment_status: FULFILLMENTS.get(textAt(node, '/displayFulfillmentStatus')) ?? null,
    cancelled_at: textAt(node, '/cancelledAt') ?? null,
    created_at: createdAt,
    updated_at: updatedAt,
    customer: customer === undefined ? null : { id: numberIn(customer), admin_graphql_api_id: customer },
    line_items: [{ requires_shipping: node['requiresShipping'] === true }],
    fulfillments: objectsAt(node, '/fulfillments').map(fulfillmentOf),
    refunds: refundsOf(moneyAt(node, '/totalRefundedSet')),
  } satisfies ShopifyOrder;
  return { kind: 'order', id: digitsIn(id), updatedAt: timeAt(node, '/updatedAt'), object: order };
}

/** A product as its deliveries carry it. @param variants All of them. */
export function productStateOf(node: Node, variants: readonly Node[]): State | undefined {
  const { id, updatedAt } = dated(node);
  if (id === undefined) return undefined;
  const product = {
    id: numberIn(id),
    admin_graphql_api_id: id,
    title: textAt(node, '/title') ?? '',
    updated_at: updatedAt,
    variants: variants.flatMap((variant) => variantOf(variant) ?? []),
  } satisfies ShopifyProduct;
  return { kind: 'product', id: digitsIn(id), updatedAt: timeAt(node, '/updatedAt'), object: product };
}

function variantOf(node: Node): ShopifyVariant | undefined {
  const { id } = dated(node);
  const [item, quantity] = [textAt(node, '/inventoryItem/id'), node['inventoryQuantity']];
  if (id === undefined) return undefined;
  return {
    id: numberIn(id),
    admin_graphql_api_id: id,
    title: textAt(node, '/title') ?? '',
    sku: textAt(node, '/sku') ?? null,
    inventory_item_id: item === undefined ? null : numberIn(item),
    ...(typeof quantity === 'number' && { inventory_quantity: quantity }),
    inventory_management: valueAt(node, '/inventoryItem/tracked') === false ? null : 'shopify',
    inventory_policy: node['inventoryPolicy'] === 'CONTINUE' ? 'continue' : 'deny',
  };
}

function fulfillmentOf(node: Node): ShopifyFulfillment {
  const numbers = objectsAt(node, '/trackingInfo').flatMap((info) => textAt(info, '/number') ?? []);
  return {
    status: textAt(node, '/status')?.toLowerCase() ?? null,
    tracking_number: numbers[0] ?? null,
    tracking_numbers: numbers,
  };
}

/** All refunds as one, in the customer's currency, as those of a delivery are. */
function refundsOf({ presentment_money: refunded }: ShopifyMoneyBag): NonNullable<ShopifyOrder['refunds']> {
  const { amount, currency_code: currency } = refunded ?? {};
  if (amount === undefined || Number(amount) === 0) return [];
  const transaction = { kind: 'refund', status: 'success', amount, ...(currency !== undefined && { currency }) };
  return [{ transactions: [transaction] }];
}

function moneyAt(node: Node, pointer: string): ShopifyMoneyBag {
  const money = (part: string) => {
    const [amount, currency] = [
      textAt(node, `${pointer}/${part}/amount`),
      textAt(node, `${pointer}/${part}/currencyCode`),
    ];
    return amount === undefined ? undefined : { amount, ...(currency !== undefined && { currency_code: currency }) };
  };
  const [shop, customer] = [money('shopMoney'), money('presentmentMoney')];
  return { ...(shop && { shop_money: shop }), ...(customer && { presentment_money: customer }) };
}

const PAYMENTS = [
  'pending',
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
  'expired',
] as const;

function financialStatusOf(status: string | undefined): NonNullable<ShopifyOrder['financial_status']> | null {
  return PAYMENTS.find((known) => known === status?.toLowerCase()) ?? null;
}

/** What is not sent at all has none in a delivery, whatever is planned. */
const FULFILLMENTS: ReadonlyMap<unknown, NonNullable<ShopifyOrder['fulfillment_status']>> = new Map([
  ['FULFILLED', 'fulfilled'],
  ['PARTIALLY_FULFILLED', 'partial'],
  ['RESTOCKED', 'restocked'],
]);

function dated(node: Node) {
  const id = textAt(node, '/id');
  const [createdAt = '', updatedAt = ''] = [textAt(node, '/createdAt'), textAt(node, '/updatedAt')];
  return { id: id !== undefined && digitsIn(id) !== '' ? id : undefined, createdAt, updatedAt };
}

/** The number in a global id: `gid://shopify/Order/450`. */
function digitsIn(globalId: string): string {
  return /\/(\d+)(?:\?.*)?$/.exec(globalId)?.[1] ?? '';
}

/** As a delivery has it: a number, which may have lost digits; the global id has all of them. */
function numberIn(globalId: string): number {
  return Number(digitsIn(globalId));
}
