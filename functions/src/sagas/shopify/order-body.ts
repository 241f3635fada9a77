import { resourceIdOf, type ShopifyOrder } from 'integration-service/shopify';
import { textIn } from '../shared/fields.ts';
import type { Order, OrderStatus } from '../shared/orders.ts';
import { utcOf } from '../shared/times.ts';
import { amountsOf } from './order-amounts.ts';

/** An order as the body of a delivery describes it; undefined if the body is not that of an order, or says too little. */
export function orderOf(order: ShopifyOrder, shop: string): Order | undefined {
  const orderId = resourceIdOf(order);
  const status = statusOf(order);
  if (orderId === undefined || status === undefined || !isOrder(order)) return undefined;
  const { name, currency, customer, created_at: createdAt, test } = order;
  return {
    provider: 'shopify',
    orderId,
    shop,
    number: name ?? null,
    status,
    ...amountsOf(order),
    currency: textIn(currency).toLowerCase() || null,
    customer: customer ? (resourceIdOf(customer) ?? null) : null,
    livemode: typeof test === 'boolean' ? !test : null,
    createdAt: utcOf(createdAt),
  };
}

/** The signed body says what kind of resource it is if it contains the global id. */
function isOrder({ admin_graphql_api_id: id }: ShopifyOrder): boolean {
  return !id || textIn(id).startsWith('gid://shopify/Order/');
}

/** What each payment status says about an order that was not cancelled. */
const PAYMENTS = {
  pending: 'pending',
  authorized: 'pending',
  expired: 'pending',
  partially_paid: 'pending',
  paid: 'paid',
  partially_refunded: 'partially_refunded',
  refunded: 'refunded',
  voided: 'canceled',
} as const satisfies Record<NonNullable<ShopifyOrder['financial_status']>, OrderStatus>;

function statusOf(order: ShopifyOrder): OrderStatus | undefined {
  // Values that the subscription leaves out, or that are newer than these types, say nothing.
  const { updated_at: updatedAt, financial_status: payment, fulfillment_status: fulfillment } = order;
  if (updatedAt === undefined || !payment || !Object.hasOwn(PAYMENTS, payment)) return undefined;
  if (order.cancelled_at) return 'canceled';
  return payment === 'paid' && fulfillment === 'fulfilled' ? 'fulfilled' : PAYMENTS[payment];
}
