import { mergeMap, pipe } from 'rxjs';
import { eventOrState, isOfType, saga } from 'integration-service';
import { isShopifyEventOfType, isShopifyStateOf, resourceIdOf, ShopifyEvent } from 'integration-service/shopify';
import { ReportOrderDeleted, UpdateOrder } from '../shared/orders.ts';
import { orderOf } from './order-body.ts';
import { shopOf } from './shop.ts';

/**
 * Keeps `orders` in sync with Shopify, by deliveries and by the states that its API lists. The topic is not signed, so the
 * status of an order is read from its body alone; a subscription with `include_fields` must include `updated_at` and
 * `financial_status`.
 */
export const orderUpdates = saga((events$) =>
  events$.pipe(
    eventOrState(
      pipe(
        isOfType(ShopifyEvent),
        isShopifyEventOfType(
          'orders/create',
          'orders/updated',
          'orders/paid',
          'orders/fulfilled',
          'orders/partially_fulfilled',
          'orders/cancelled',
        ),
      ),
      isShopifyStateOf('order'),
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
