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
 * The status of an order, in any shop. The number ranks states within one second: shops date their changes to the
 * second, and may take several steps within one.
 */
const STATES = {
  /** Placed, not paid. */
  pending: 0,
  /** The payment failed. */
  failed: 1,
  paid: 2,
  /** All of it was shipped or handed over. */
  fulfilled: 3,
  partially_refunded: 4,
  refunded: 5,
  canceled: 6,
  /** Reported as deleted, and nothing else is known about it. */
  deleted: 7,
} as const;

export type OrderStatus = keyof typeof STATES;

/** One order, as an event describes it. Amounts are in ISO 4217 minor units, times in RFC 3339. */
export interface Order {
  /** The shop software: `shopify`. */
  readonly provider: string;
  readonly orderId: string;
  /** The shop's host. */
  readonly shop: string | null;
  /** The number that the customer sees: `#1001`. */
  readonly number: string | null;
  readonly status: OrderStatus;
  readonly amount: number | null;
  readonly amountRefunded: number | null;
  /** ISO 4217, lower case. */
  readonly currency: string | null;
  /** The shop's id of the customer; null for guests. */
  readonly customer: string | null;
  /** False for a test order; null if the shop does not say. */
  readonly livemode: boolean | null;
  readonly createdAt: string | null;
}

/**
 * An order in `orders/{provider}:{place}`. The records that Stripe's refunds write to the same collection share these
 * fields: `orderId`, `status`, `amount`, `amountRefunded`, `currency`, `customer`, `livemode`.
 */
export type OrderRecord = Order & {
  /**
   * When a delivery reported that the order was deleted; null if none did, or if the order changed later. Neither
   * Shopify nor WooCommerce signs the topic of a delivery, and for a deleted order they send only a number: anyone who
   * has captured the deletion of a customer or a product can send it again as the deletion of an order. So nothing is
   * erased here. Look the order up in the shop, then erase it.
   */
  readonly deletionReportedAt: string | null;
};

/** Keeps `orders` in sync with the shop. The sagas of Shopify and WooCommerce use this command. */
export class UpdateOrder extends Command {
  static readonly type = 'UpdateOrder';
  readonly order: Order;
  /** Unique within the provider: the order's id, preceded by the shop if shops number their orders independently. */
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

/** Records in `orders` that a deletion of an order was reported. */
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

/** If nothing else is known about an order, it is `deleted` until a signed delivery says more. */
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
