import { map, pipe } from 'rxjs';
import type { IntegrationEvent } from 'integration-service';
import { isShopifyEventOfType, isShopifyStateOf, type ShopifyOrder } from 'integration-service/shopify';
import { listIn, textIn } from '../shared/fields.ts';
import { only, stepsOf, type OrderStep, type OrderSteps } from '../shared/order-steps.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { orderOf } from './order-body.ts';
import { shopOf } from './shop.ts';

type OrderEvent = IntegrationEvent<ShopifyOrder>;

/** Lets through the deliveries that report a step of an order. */
export function shopifyStep<Step extends keyof OrderStep>(step: Step) {
  const orders = isShopifyEventOfType(
    'orders/create',
    'orders/updated',
    'orders/paid',
    'orders/fulfilled',
    'orders/partially_fulfilled',
    'orders/cancelled',
  );
  return pipe(orders, map(shopifySteps), only(step));
}

/** Lets through the states of orders that amount to a step. */
export function shopifyStateStep<Step extends keyof OrderStep>(step: Step) {
  return pipe(isShopifyStateOf('order'), map(shopifySteps), only(step));
}

/** What a delivery or a state reports of an order. The topic is not signed, so all of it is read from the body. */
function shopifySteps(event: OrderEvent): OrderSteps {
  const body = event.event;
  const order = orderOf(body, shopOf(event));
  if (order === undefined) return {};
  const { orderId, customer, livemode, status } = order;
  const goods = listIn(body.line_items);
  const isSent = goods.length === 0 || goods.some(({ requires_shipping: isSent }) => isSent !== false);
  const isPaid = status === 'paid' || status === 'fulfilled' || status === 'partially_refunded';
  return stepsOf(
    { provider: 'shopify', order: recordIdOf('shopify', orderId), orderId, customer, livemode },
    {
      isPaid: isPaid && isSent,
      isShipped: body.fulfillment_status === 'fulfilled' || body.fulfillment_status === 'partial',
      isCalledOff: status === 'canceled' || status === 'refunded',
      trackingNumber: trackingNumberIn(body.fulfillments),
    },
    event.envelope.time,
  );
}

/** The first parcel's, which stays the same if more are sent. */
function trackingNumberIn(fulfillments: OrderEvent['event']['fulfillments']): string | undefined {
  const numbers = listIn(fulfillments).map(({ tracking_number: number }) => textIn(number));
  return numbers.find((number) => number !== '');
}
