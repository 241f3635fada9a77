import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { BigcommerceEvent, isBigcommerceEventOfType } from 'integration-service/bigcommerce';
import { type OrderStatus, UpdateOrder } from '../shared/orders.ts';

/**
 * What BigCommerce's numbers mean. `Awaiting Payment` (7) and `Manual Verification Required` (12) are not paid.
 * @see https://developer.bigcommerce.com/docs/rest-management/orders/order-status
 */
const STATUSES: ReadonlyMap<unknown, OrderStatus> = new Map([
  [0, 'pending'],
  [1, 'pending'],
  [2, 'fulfilled'],
  [3, 'paid'],
  [4, 'refunded'],
  [5, 'canceled'],
  [6, 'failed'],
  [7, 'pending'],
  [8, 'paid'],
  [9, 'paid'],
  [10, 'fulfilled'],
  [11, 'paid'],
  [12, 'pending'],
  [13, 'paid'],
  [14, 'partially_refunded'],
]);

/** Keeps the status of orders in sync with the BigCommerce store. Events say nothing else about an order. */
export const orderStatus = saga((events$) =>
  events$.pipe(
    isOfType(BigcommerceEvent),
    isBigcommerceEventOfType('store/order/created', 'store/order/statusUpdated'),
    mergeMap((event) => {
      const { scope, data, producer } = event.event;
      const orderId = idIn(data?.id);
      const status = scope === 'store/order/created' ? 'pending' : STATUSES.get(data?.status?.new_status_id);
      if (orderId === undefined || status === undefined) return [];
      const [, hash] = /^stores\/(\w+)$/.exec(producer) ?? [];
      const order = {
        provider: 'bigcommerce',
        orderId,
        // Every store has this address beside its own.
        shop: hash === undefined ? null : `store-${hash}.mybigcommerce.com`,
        number: orderId,
        status,
        amount: null,
        amountRefunded: null,
        currency: null,
        customer: null,
        livemode: null,
        createdAt: null,
      };
      return [new UpdateOrder(order, `${hash ?? ''}:${orderId}`, event)];
    }),
  ),
);
