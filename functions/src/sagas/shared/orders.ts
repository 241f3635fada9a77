import {
  type AsOf,
  asOfEvent,
  Command,
  recordHandler,
  type IntegrationEvent,
  isJsonObject,
  newest,
  type RecordData,
} from 'integration-service';
import { recordIdOf } from './record-id.ts';

/**
 * How an order stands, in any shop. The number says which of two states within one second is the later one: shops
 * date their changes to the second, and take several steps within one.
 */
const STATES = {
  /** Placed, not paid. */
  pending: 0,
  /** The payment failed. */
  failed: 1,
  paid: 2,
  /** All of it was sent or handed over. */
  fulfilled: 3,
  partially_refunded: 4,
  refunded: 5,
  canceled: 6,
  /** Said to be removed from the shop, and nothing else is known of it. */
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
  /** False for an order that was placed to try the shop; null if the shop does not say. */
  readonly livemode: boolean | null;
  readonly createdAt: string | null;
}

/**
 * An order in `orders/{provider}:{place}`. The records that Stripe's refunds leave in the same collection have these
 * fields in common with it: `orderId`, `status`, `amount`, `amountRefunded`, `currency`, `customer`, `livemode`.
 */
export type OrderRecord = Order & {
  /**
   * When a delivery said that the order was deleted; null if none did, or if the order changed later. Neither Shopify
   * nor WooCommerce signs the topic of a delivery, and of a deleted order they send nothing but a number: whoever has
   * captured the deletion of a customer or a product can send it again as that of an order. So nothing is erased here.
   * Look the order up in the shop, then erase it.
   */
  readonly deletionReportedAt: string | null;
};

/** Keeps `orders` as the shop has them. Shopify's and WooCommerce's sagas both ask for it with this command. */
export class UpdateOrder extends Command {
  static readonly type = 'UpdateOrder';
  readonly order: Order;
  /** Unique within the provider: the order's id, after the shop if shops number alike. */
  readonly place: string;
  readonly asOf: AsOf;

  constructor(order: Order, place: string, event: IntegrationEvent) {
    super();
    this.order = order;
    this.place = place;
    this.asOf = asOfEvent(event, STATES[order.status]);
  }
}

export const updateOrder = recordHandler(UpdateOrder, ({ order, place, asOf }, records) => {
  const change = newest(asOf, (current) => {
    const reportedAt = reportOf(current);
    const isLater = reportedAt !== null && Date.parse(reportedAt) >= Date.parse(asOf.time);
    return { ...order, deletionReportedAt: isLater ? reportedAt : null } satisfies OrderRecord;
  });
  records.update('orders', recordIdOf(order.provider, place), change);
});

/** What is left of a deleted order. */
export type DeletedOrder = Pick<Order, 'provider' | 'orderId' | 'shop'>;

/** Notes in `orders` that an order is said to be deleted. */
export class ReportOrderDeleted extends Command {
  static readonly type = 'ReportOrderDeleted';
  readonly order: DeletedOrder;
  readonly place: string;
  /** RFC 3339. */
  readonly time: string;

  constructor(order: DeletedOrder, place: string, { envelope }: IntegrationEvent) {
    super();
    this.order = order;
    this.place = place;
    this.time = envelope.time;
  }
}

export const reportOrderDeleted = recordHandler(ReportOrderDeleted, ({ order, place, time }, records) => {
  records.update('orders', recordIdOf(order.provider, place), (current) => withReport(current, order, time));
});

/** An order of which nothing else is known is `deleted`, until a signed delivery says more. */
function withReport(current: RecordData | undefined, order: DeletedOrder, time: string): RecordData {
  if (current === undefined) return { ...NOTHING_KNOWN, ...order, deletionReportedAt: time } satisfies OrderRecord;
  const asOf = current['asOf'];
  const known = [reportOf(current), isJsonObject(asOf) ? asOf['time'] : null];
  const isOld = known.some((other) => typeof other === 'string' && Date.parse(other) > Date.parse(time));
  return isOld ? current : { ...current, deletionReportedAt: time };
}

const NOTHING_KNOWN = {
  number: null,
  status: 'deleted',
  amount: null,
  amountRefunded: null,
  currency: null,
  customer: null,
  livemode: null,
  createdAt: null,
} as const;

function reportOf(record: RecordData | undefined): string | null {
  const reportedAt = record?.['deletionReportedAt'];
  return typeof reportedAt === 'string' ? reportedAt : null;
}
