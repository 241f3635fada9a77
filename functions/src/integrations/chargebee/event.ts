import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Any field may be missing or null. */
type Loose<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

interface Resource {
  id: string;
  object: string;
  /** Grows with each change of the resource: Unix time in milliseconds. */
  resource_version: number;
  created_at: number;
  deleted: boolean;
  meta_data: Readonly<Record<string, unknown>>;
}

/** Amounts are in minor units, times in Unix seconds. */
export type Subscription = Loose<
  Resource & {
    customer_id: string;
    /** `future`, `in_trial`, `active`, `non_renewing`, `paused`, `cancelled`, `transferred`. */
    status: string;
    currency_code: string;
    current_term_start: number;
    current_term_end: number;
    trial_end: number;
    next_billing_at: number;
    cancelled_at: number;
    cancel_reason: string;
    mrr: number;
    /** Of Product Catalog 1.0. */
    plan_id: string;
    subscription_items: readonly Loose<{
      item_price_id: string;
      item_type: string;
      quantity: number;
      amount: number;
    }>[];
  }
>;

export type Transaction = Loose<
  Resource & {
    customer_id: string;
    subscription_id: string;
    /** `payment`, `refund`, `authorization`, `payment_reversal`. */
    type: string;
    /** `in_progress`, `success`, `voided`, `failure`, `timeout`, `needs_attention`, `late_failure`. */
    status: string;
    amount: number;
    amount_refunded: number;
    currency_code: string;
    payment_method: string;
    gateway: string;
    error_code: string;
    error_text: string;
    /** Of a refund: the payment. */
    reference_transaction_id: string;
    refunded_txn_id: string;
    date: number;
  }
>;

export type Customer = Loose<Resource & { email: string; first_name: string; last_name: string; company: string }>;

export type Invoice = Loose<
  Resource & {
    customer_id: string;
    subscription_id: string;
    /** `paid`, `posted`, `payment_due`, `not_paid`, `voided`, `pending`. */
    status: string;
    total: number;
    amount_paid: number;
    amount_due: number;
    currency_code: string;
    due_date: number;
  }
>;

interface Content {
  readonly customer?: Customer;
  readonly subscription?: Subscription;
  readonly invoice?: Invoice;
  readonly transaction?: Transaction;
}

type Type =
  | `subscription_${
      | 'created'
      | 'started'
      | 'activated'
      | 'changed'
      | 'trial_end_reminder'
      | 'renewed'
      | 'paused'
      | 'resumed'
      | 'cancellation_scheduled'
      | 'scheduled_cancellation_removed'
      | 'cancelled'
      | 'reactivated'
      | 'deleted'}`
  | `payment_${'succeeded' | 'failed' | 'initiated' | 'refunded'}`
  | 'refund_initiated'
  | `invoice_${'generated' | 'updated' | 'deleted'}`
  | `customer_${'created' | 'changed' | 'deleted'}`;

interface OfType<Name extends Type> {
  /** The same if Chargebee sends the event again. */
  readonly id: string;
  readonly event_type: Name;
  /** Unix time in seconds. */
  readonly occurred_at: number;
  readonly source?: string;
  readonly api_version?: string;
  readonly content: Content;
}

/** What Chargebee sends, by type: the events that most applications need. Others are let through by `isOfType`. */
export type ChargebeeEvents = { readonly [Name in Type]: OfType<Name> };
export type ChargebeeEventType = keyof ChargebeeEvents;
export type ChargebeeNative = ChargebeeEvents[ChargebeeEventType];
export type ChargebeeEventOfType<Name extends ChargebeeEventType> = EventOf<ChargebeeEvents, Name>;

export const places: EventPlaces<ChargebeeNative> = {
  id: '/id',
  type: '/event_type',
  time: '/occurred_at',
  subject: ['/content/subscription/id', '/content/customer/id', '/content/transaction/id'],
  related: [
    '/content/customer/id',
    '/content/customer/email',
    '/content/subscription/customer_id',
    '/content/transaction/customer_id',
    '/content/invoice/customer_id',
  ],
  source: '//chargebee.com',
  needs: { '/id': 'text' },
};

/**
 * A Chargebee event on the platform. Its body is not signed: the credential proves only who sent the request.
 * @see https://apidocs.chargebee.com/docs/api/events
 */
export class ChargebeeEvent extends /* @__PURE__ */ eventClass<ChargebeeEvents>('chargebee', places) {}

/**
 * Lets through Chargebee events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(ChargebeeEvent),
 *   isChargebeeEventOfType('subscription_cancelled'),
 *   map(({ event }) => new EndAccess(event.content.subscription?.customer_id)),
 * )
 */
export const isChargebeeEventOfType = /* @__PURE__ */ ofTypes(ChargebeeEvent);
