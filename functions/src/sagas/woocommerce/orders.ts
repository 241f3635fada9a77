import { mergeMap, pipe } from 'rxjs';
import { eventOrState, idIn, isOfType, saga } from 'integration-service';
import {
  isWoocommerceEventOfType,
  isWoocommerceStateOf,
  WoocommerceEvent,
  type WoocommerceOrder,
} from 'integration-service/woocommerce';
import { listIn, textIn } from '../shared/fields.ts';
import { minorUnits } from '../shared/money.ts';
import { ReportOrderDeleted, UpdateOrder, type Order, type OrderStatus } from '../shared/orders.ts';
import { utcOf } from '../shared/times.ts';
import { placeOf, shopOf } from './shop.ts';

/**
 * Keeps `orders` in sync with the WooCommerce shop, by deliveries and by the states that its API lists. The topic is not
 * signed, so the status of an order is read from its body alone.
 */
export const orderUpdates = saga((events$) =>
  events$.pipe(
    eventOrState(
      pipe(isOfType(WoocommerceEvent), isWoocommerceEventOfType('order.created', 'order.updated', 'order.restored')),
      isWoocommerceStateOf('order'),
    ),
    mergeMap((event) => {
      const shop = shopOf(event);
      const order = orderOf(event.event, shop);
      return order === undefined ? [] : [new UpdateOrder(order, placeOf(order.orderId, shop), event)];
    }),
  ),
);

/** Records in `orders` that a deletion of an order was reported. */
export const orderDeletions = saga((events$) =>
  events$.pipe(
    isOfType(WoocommerceEvent),
    isWoocommerceEventOfType('order.deleted'),
    mergeMap((event) => {
      const [id, shop] = [idIn(event.event.id), shopOf(event)];
      // The body of a deletion contains only the id: a body with more was sent for another topic.
      if (id === undefined || Object.keys(event.event).length > 1) return [];
      return [new ReportOrderDeleted({ provider: 'woocommerce', orderId: id, shop }, placeOf(id, shop), event)];
    }),
  ),
);

/** WooCommerce's own statuses; shops may add others, which are ignored here. */
const STATUSES: Readonly<Record<string, OrderStatus>> = {
  'checkout-draft': 'pending',
  pending: 'pending',
  'on-hold': 'pending',
  processing: 'paid',
  completed: 'fulfilled',
  cancelled: 'canceled',
  trash: 'canceled',
  refunded: 'refunded',
  failed: 'failed',
};

function statusOf(order: WoocommerceOrder): OrderStatus | undefined {
  const { status = '', currency = '', date_modified_gmt: modified } = order;
  const known = Object.hasOwn(STATUSES, status) ? STATUSES[status] : undefined;
  if (known === undefined || !modified) return undefined;
  const isPaid = known === 'paid' || known === 'fulfilled';
  return isPaid && refundedOf(order, currency) > 0 ? 'partially_refunded' : known;
}

function orderOf(order: WoocommerceOrder, shop: string): Order | undefined {
  const [orderId, status] = [idIn(order.id), statusOf(order)];
  if (orderId === undefined || status === undefined) return undefined;
  const { number, currency, total, customer_id: customer, date_created_gmt: created } = order;
  return {
    provider: 'woocommerce',
    orderId,
    shop,
    number: number ?? null,
    status,
    amount: currency ? minorUnits(total ?? '', currency) : null,
    amountRefunded: currency ? refundedOf(order, currency) : null,
    currency: textIn(currency).toLowerCase() || null,
    customer: idIn(customer || undefined) ?? null,
    livemode: null,
    createdAt: utcOf(created),
  };
}

/** Refunds are negative totals. */
function refundedOf({ refunds }: WoocommerceOrder, currency: string): number {
  return listIn(refunds).reduce((sum, { total = '' }) => sum + Math.abs(minorUnits(total, currency) ?? 0), 0);
}
