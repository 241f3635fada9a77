import { mergeMap } from 'rxjs';
import { type AsOf, Command, isJsonObject, isOfType, newest, recordHandler, saga } from 'integration-service';
import {
  isLemonsqueezyEventOfType,
  LemonsqueezyEvent,
  type LemonsqueezyEventOfType,
  type LemonsqueezyEventType,
  type Order,
  type SubscriptionInvoice,
} from 'integration-service/lemonsqueezy';
import { textIn, textOrNull } from '../shared/fields.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { utcOf } from '../shared/times.ts';
import { asOfState, livemodeOf, numberedId, type Resource } from './resource.ts';

type Kind = 'order' | 'invoice';

/** A payment, in `payments/lemonsqueezy:{kind}:{id}`, beside those of Stripe and Paddle. Times are RFC 3339. */
export type LemonsqueezyPaymentRecord = {
  readonly provider: 'lemonsqueezy';
  readonly id: string;
  /** What was paid: an order, or the invoice of a subscription. The two are numbered separately. */
  readonly kind: Kind;
  /** Lemon Squeezy's own term: `pending`, `paid`, `refunded`, `partial_refund`, `failed`, `void`, `fraudulent`. */
  readonly status: string;
  /** In cents, as Lemon Squeezy counts in every currency; tax included. */
  readonly amount: number | null;
  readonly amountRefunded: number;
  /** ISO 4217, as Lemon Squeezy writes it: `EUR`. */
  readonly currency: string | null;
  readonly customer: string | null;
  readonly subscription: string | null;
  readonly orderNumber: string | null;
  /** Your own ids: `order_id` and `user_id` of the custom data that you passed to the checkout. */
  readonly orderId: string | null;
  readonly userId: string | null;
  /** Why an invoice was written: `initial`, `renewal`, `updated`. */
  readonly billingReason: string | null;
  readonly livemode: boolean | null;
  readonly refundedAt: string | null;
  readonly createdAt: string | null;
};

/** Decides which of two states within one second is the later one. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ['pending', 0],
  ['failed', 1],
  ['void', 1],
  ['paid', 2],
  ['partial_refund', 3],
  ['refunded', 4],
  ['fraudulent', 5],
]);

/** Keeps `payments` up to date with the orders of Lemon Squeezy: what was paid, and what was refunded. */
export const orderPayments = saga((events$) =>
  events$.pipe(
    isOfType(LemonsqueezyEvent),
    isLemonsqueezyEventOfType('order_created', 'order_refunded'),
    mergeMap((event) => commandsFor('order', event)),
  ),
);

/** Keeps `payments` up to date with what is paid for subscriptions: which payment went through, which failed. */
export const subscriptionPayments = saga((events$) =>
  events$.pipe(
    isOfType(LemonsqueezyEvent),
    isLemonsqueezyEventOfType(
      'subscription_payment_success',
      'subscription_payment_failed',
      'subscription_payment_recovered',
      'subscription_payment_refunded',
    ),
    mergeMap((event) => commandsFor('invoice', event)),
  ),
);

/** What orders and invoices have in common, and what only one of the two has. */
type Attributes = Omit<Order & SubscriptionInvoice, 'urls'>;
type PaymentEvent = LemonsqueezyEventOfType<
  Extract<LemonsqueezyEventType, `order_${string}` | `subscription_payment_${string}`>
>;
type Payment = Resource<Attributes> & { readonly kind: Kind };

function commandsFor(kind: Kind, event: PaymentEvent): readonly SyncLemonsqueezyPayment[] {
  const { data, meta } = event.event;
  const attributes: Attributes | null | undefined = data?.attributes;
  if (!isJsonObject(attributes)) return [];
  const payment = { kind, id: data.id, attributes, custom: meta?.custom_data };
  return [new SyncLemonsqueezyPayment(payment, asOfState(event, attributes.status, RANKS))];
}

export class SyncLemonsqueezyPayment extends Command {
  static readonly type = 'SyncLemonsqueezyPayment';
  readonly payment: Payment;
  readonly asOf: AsOf;

  constructor(payment: Payment, asOf: AsOf) {
    super();
    this.payment = payment;
    this.asOf = asOf;
  }
}

export const syncLemonsqueezyPayment = recordHandler(SyncLemonsqueezyPayment, ({ payment, asOf }, records) => {
  const change = newest(asOf, () => recordOf(payment));
  records.update('payments', recordIdOf(`lemonsqueezy:${payment.kind}`, payment.id), change);
});

function recordOf({ id, kind, attributes, custom }: Payment): LemonsqueezyPaymentRecord {
  return {
    provider: 'lemonsqueezy',
    id,
    kind,
    status: textIn(attributes.status),
    amount: centsIn(attributes.total),
    amountRefunded: centsIn(attributes.refunded_amount) ?? 0,
    currency: textOrNull(attributes.currency),
    customer: numberedId(attributes.customer_id),
    subscription: numberedId(attributes.subscription_id),
    orderNumber: numberedId(attributes.order_number),
    orderId: numberedId(custom?.['order_id']),
    userId: numberedId(custom?.['user_id']),
    billingReason: textOrNull(attributes.billing_reason),
    livemode: livemodeOf(attributes),
    refundedAt: utcOf(attributes.refunded_at),
    createdAt: utcOf(attributes.created_at),
  };
}

function centsIn(amount: number | null | undefined): number | null {
  return typeof amount === 'number' && Number.isSafeInteger(amount) ? amount : null;
}
