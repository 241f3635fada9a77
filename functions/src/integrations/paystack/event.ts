import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Any field may be missing or null. */
type Loose<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

/** Paystack's customer. */
export type Customer = Loose<{
  id: number;
  customer_code: string;
  email: string;
  first_name: string;
  last_name: string;
  phone: string;
}>;

interface Money {
  /** In hundredths of the currency, even if the currency has none. */
  amount: number;
  /** ISO 4217: `NGN`. */
  currency: string;
  /** `live` or `test`. */
  domain: string;
}

/** A payment. */
export type Charge = Loose<
  Money & {
    id: number;
    /** `success`, `failed`, `abandoned`, `reversed`. */
    status: string;
    /** Unique among your transactions: yours, or made by Paystack. */
    reference: string;
    paid_at: string;
    created_at: string;
    channel: string;
    fees: number;
    gateway_response: string;
    /** What you passed along; a text if it could not be read. */
    metadata: Readonly<Record<string, unknown>> | string;
    customer: Customer;
    authorization: Loose<{ authorization_code: string; brand: string; last4: string; reusable: boolean }>;
    plan: Loose<{ plan_code: string; name: string }> | string;
  }
>;

export type Subscription = Loose<
  Money & {
    subscription_code: string;
    /** `active`, `non-renewing`, `attention`, `completed`, `cancelled`, `complete`. */
    status: string;
    next_payment_date: string;
    createdAt: string;
    created_at: string;
    customer: Customer;
    plan: Loose<{ plan_code: string; name: string; interval: string; currency: string }>;
  }
>;

export type Refund = Loose<
  Money & {
    id: number | string;
    /** `pending`, `processing`, `processed`, `failed`, `needs-attention`. */
    status: string;
    refund_reference: string;
    transaction_reference: string;
    customer: Customer;
  }
>;

export type Transfer = Loose<
  Money & {
    id: number;
    /** `success`, `failed`, `reversed`. */
    status: string;
    reference: string;
    reason: string;
    transfer_code: string;
    transferred_at: string;
    created_at: string;
    updated_at: string;
    recipient: Loose<{ name: string; recipient_code: string; type: string }>;
  }
>;

export type Invoice = Loose<
  Money & {
    invoice_code: string;
    status: string;
    paid: boolean;
    period_start: string;
    period_end: string;
    created_at: string;
    subscription: Subscription;
    customer: Customer;
  }
>;

export type Dispute = Loose<{
  id: number;
  status: string;
  resolution: string;
  domain: string;
  transaction: Charge;
  created_at: string;
}>;

interface Data {
  readonly 'charge.success': Charge;
  readonly 'charge.dispute.create': Dispute;
  readonly 'charge.dispute.remind': Dispute;
  readonly 'charge.dispute.resolve': Dispute;
  readonly 'subscription.create': Subscription;
  readonly 'subscription.not_renew': Subscription;
  readonly 'subscription.disable': Subscription;
  readonly 'invoice.create': Invoice;
  readonly 'invoice.update': Invoice;
  readonly 'invoice.payment_failed': Invoice;
  readonly 'refund.pending': Refund;
  readonly 'refund.processing': Refund;
  readonly 'refund.processed': Refund;
  readonly 'refund.failed': Refund;
  readonly 'transfer.success': Transfer;
  readonly 'transfer.failed': Transfer;
  readonly 'transfer.reversed': Transfer;
}

interface OfType<Type extends keyof Data> {
  readonly event: Type;
  readonly data: Data[Type];
}

/** What Paystack sends, by type: the events that most applications need. Others are let through by `isOfType`. */
export type PaystackEvents = { readonly [Type in keyof Data]: OfType<Type> };
export type PaystackEventType = keyof PaystackEvents;
export type PaystackNative = PaystackEvents[PaystackEventType];
export type PaystackEventOfType<Type extends PaystackEventType> = EventOf<PaystackEvents, Type>;

export const places: EventPlaces<PaystackNative> = {
  // Events have no id. If Paystack sends one again, its bytes are the same, and so is their digest.
  type: '/event',
  time: ['/data/paid_at', '/data/updated_at', '/data/created_at', '/data/createdAt', 'arrival'],
  subject: [
    '/data/reference',
    '/data/subscription_code',
    '/data/refund_reference',
    '/data/invoice_code',
    '/data/transfer_code',
    '/data/id',
  ],
  related: [
    '/data/customer/customer_code',
    '/data/customer/email',
    '/data/transaction/customer/customer_code',
    '/data/transaction/customer/email',
    '/data/metadata/order_id',
  ],
  source: '//paystack.com',
  needs: { '/data': 'object' },
};

/**
 * A Paystack event on the platform.
 * @see https://paystack.com/docs/payments/webhooks/#types-of-events
 */
export class PaystackEvent extends /* @__PURE__ */ eventClass<PaystackEvents>('paystack', places) {}

/**
 * Lets through Paystack events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(PaystackEvent),
 *   isPaystackEventOfType('charge.success'),
 *   map(({ event }) => new Ship(event.data.reference)),
 * )
 */
export const isPaystackEventOfType = /* @__PURE__ */ ofTypes(PaystackEvent);
