import { mergeMap } from 'rxjs';
import { isOfType, saga } from 'integration-service';
import { isShopifyEventOfType, resourceIdOf, ShopifyEvent, type ShopifyOrder } from 'integration-service/shopify';
import { textIn } from '../shared/fields.ts';
import { ReportOrderDeleted, UpdateOrder, type Order, type OrderStatus } from '../shared/orders.ts';
import { utcOf } from '../shared/times.ts';
import { amountsOf } from './order-amounts.ts';
import { shopOf } from './shop.ts';

/**
 * Keeps `orders` in sync with Shopify. The topic is not signed, so the status of an order is read from its body alone;
 * a subscription with `include_fields` must include `updated_at` and `financial_status`.
 */
export const orderUpdates = saga((events$) =>
  events$.pipe(
    isOfType(ShopifyEvent),
    isShopifyEventOfType(
      'orders/create',
      'orders/updated',
      'orders/paid',
      'orders/fulfilled',
      'orders/partially_fulfilled',
      'orders/cancelled',
    ),
    mergeMap((event) => {
      const order = orderOf(event.event, shopOf(event));
      return order === undefined ? [] : [new UpdateOrder(order, order.orderId, event)];
    }),
  ),
);

/** Records in `orders` that a deletion of an order was reported. */
export const orderDeletions = saga((events$) =>
  events$.pipe(
    isOfType(ShopifyEvent),
    isShopifyEventOfType('orders/delete'),
    mergeMap((event) => {
      // The subject has every digit of the id; the parsed number may have lost some.
      const id = event.envelope.subject ?? resourceIdOf(event.event);
      // The body of a deletion contains only the id: a body with more was sent for another topic.
      const isDeleted = Object.keys(event.event).every((field) => field === 'id' || field === 'admin_graphql_api_id');
      if (id === undefined || !isDeleted) return [];
      return [new ReportOrderDeleted({ provider: 'shopify', orderId: id, shop: shopOf(event) }, id, event)];
    }),
  ),
);

function orderOf(order: ShopifyOrder, shop: string): Order | undefined {
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
