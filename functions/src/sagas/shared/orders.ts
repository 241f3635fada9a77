import type { IntegrationEvent } from '../../core/event/integration-event.ts';
import { Command, commandHandler } from '../../core/handle/command.ts';
import { asOfEvent, newest, type AsOf } from '../../core/handle/newest.ts';
import { recordIdOf } from './record-id.ts';

/**
 * How an order stands, whichever shop it is of. The number says which of two states within one second is the
 * later: shops date their changes to the second, and take several steps within one.
 */
const STATES = {
  /** Placed, not paid. */
  pending: 0,
  /** The payment failed. */
  failed: 1,
  paid: 2,
  /** Sent or handed over, whole. */
  fulfilled: 3,
  partially_refunded: 4,
  refunded: 5,
  canceled: 6,
  /** Removed from the shop. */
  deleted: 7,
} as const;

export type OrderStatus = keyof typeof STATES;

/** One order as an event shows it. Amounts are ISO 4217 minor units, times RFC 3339. */
export interface Order {
  /** Whose shop software it is: `shopify`. */
  readonly provider: string;
  readonly orderId: string;
  /** The shop's host. */
  readonly shop: string | null;
  /** What the customer knows it by: `#1001`. */
  readonly number: string | null;
  readonly status: OrderStatus;
  readonly amount: number | null;
  readonly amountRefunded: number | null;
  /** ISO 4217, in lower case. */
  readonly currency: string | null;
  /** The shop's id of the customer; null for guests. */
  readonly customer: string | null;
  readonly createdAt: string | null;
}

/**
 * What is kept of an order, in `orders/{provider}:{place}`. The records that Stripe's refunds leave in the same
 * collection have the fields in common: `orderId`, `status`, `amount`, `amountRefunded`, `currency`, `customer`.
 */
export type OrderRecord = Order & Readonly<Record<string, unknown>>;

/** Keeps `orders` as the shop has them. Shopify and WooCommerce both say so with this command. */
export class UpdateOrder extends Command {
  static readonly type = 'UpdateOrder';
  readonly order: Order;
  /** Unique within the provider: the order's id, with the shop before it where shops number alike. */
  readonly place: string;
  readonly asOf: AsOf;

  constructor(order: Order, place: string, event: IntegrationEvent) {
    super();
    this.order = order;
    this.place = place;
    this.asOf = asOfEvent(event, STATES[order.status]);
  }
}

export const updateOrder = commandHandler(UpdateOrder, ({ order, place, asOf }, { records }) => {
  const change = newest(asOf, () => ({ ...order }) satisfies OrderRecord);
  records.update('orders', recordIdOf(order.provider, place), change);
});

/** What is kept of an order that was removed: that it was. */
export function deletedOrder(provider: string, orderId: string, shop: string | null): Order {
  return {
    provider,
    orderId,
    shop,
    number: null,
    status: 'deleted',
    amount: null,
    amountRefunded: null,
    currency: null,
    customer: null,
    createdAt: null,
  };
}
