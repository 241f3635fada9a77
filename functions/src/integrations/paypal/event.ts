import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Any field may be missing or null. */
type Loose<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

export interface Money {
  /** ISO 4217. */
  readonly currency_code: string;
  /** Decimal: `49.00`. */
  readonly value: string;
}

export interface Link {
  readonly href: string;
  readonly rel: string;
  readonly method?: string;
}

/** A payment of an order. */
export type Capture = Loose<{
  id: string;
  /** `COMPLETED`, `PENDING`, `DECLINED`, `FAILED`, `PARTIALLY_REFUNDED`, `REFUNDED`. */
  status: string;
  status_details: Loose<{ reason: string }>;
  amount: Money;
  final_capture: boolean;
  /** Your own id, as it was given with the order. */
  custom_id: string;
  invoice_id: string;
  seller_receivable_breakdown: Readonly<Record<string, unknown>>;
  supplementary_data: Loose<{ related_ids: Loose<{ order_id: string; authorization_id: string; capture_id: string }> }>;
  links: readonly Link[];
  /** RFC 3339. */
  create_time: string;
  update_time: string;
}>;

/** Money that is reserved for a capture. */
export type Authorization = Capture;

/** A refund of a capture, which its link `up` names. */
export type Refund = Loose<{
  id: string;
  /** `COMPLETED`, `PENDING`, `FAILED`, `CANCELLED`. */
  status: string;
  status_details: Loose<{ reason: string }>;
  amount: Money;
  custom_id: string;
  invoice_id: string;
  note_to_payer: string;
  seller_payable_breakdown: Readonly<Record<string, unknown>>;
  links: readonly Link[];
  create_time: string;
  update_time: string;
}>;

/** A payment of a subscription, by an older API. */
export type Sale = Loose<{
  id: string;
  state: string;
  amount: Loose<{ total: string; currency: string }>;
  billing_agreement_id: string;
  custom: string;
  links: readonly Link[];
  create_time: string;
  update_time: string;
}>;

export type Subscription = Loose<{
  id: string;
  /** `APPROVAL_PENDING`, `ACTIVE`, `SUSPENDED`, `CANCELLED`, `EXPIRED`. */
  status: string;
  plan_id: string;
  custom_id: string;
  quantity: string;
  start_time: string;
  subscriber: Loose<{ payer_id: string; email_address: string }>;
  billing_info: Loose<{ next_billing_time: string; failed_payments_count: number }>;
  create_time: string;
  update_time: string;
}>;

export type Dispute = Loose<{
  dispute_id: string;
  /** `OPEN`, `WAITING_FOR_SELLER_RESPONSE`, `UNDER_REVIEW`, `RESOLVED`, … */
  status: string;
  reason: string;
  dispute_amount: Money;
  dispute_outcome: Loose<{ outcome_code: string }>;
  disputed_transactions: readonly Loose<{ seller_transaction_id: string; gross_amount: Money }>[];
  create_time: string;
  update_time: string;
}>;

/** An order, before its money is captured. */
export type Order = Loose<{
  id: string;
  intent: string;
  status: string;
  purchase_units: readonly Readonly<Record<string, unknown>>[];
  create_time: string;
  update_time: string;
}>;

interface Resources {
  readonly 'CHECKOUT.ORDER': [Order, 'APPROVED' | 'COMPLETED' | 'DECLINED' | 'SAVED' | 'VOIDED'];
  readonly 'PAYMENT.AUTHORIZATION': [Authorization, 'CREATED' | 'VOIDED'];
  readonly 'PAYMENT.CAPTURE': [Capture, 'COMPLETED' | 'DECLINED' | 'DENIED' | 'PENDING'];
  readonly 'PAYMENT.SALE': [Sale, 'COMPLETED' | 'DENIED' | 'PENDING'];
  readonly 'BILLING.SUBSCRIPTION': [
    Subscription,
    'CREATED' | 'ACTIVATED' | 'UPDATED' | 'EXPIRED' | 'CANCELLED' | 'SUSPENDED' | 'PAYMENT.FAILED',
  ];
  readonly 'CUSTOMER.DISPUTE': [Dispute, 'CREATED' | 'UPDATED' | 'RESOLVED'];
}

interface OfType<Type extends string, Resource> {
  /** `WH-…` */
  readonly id: string;
  readonly event_type: Type;
  readonly event_version?: string;
  /** RFC 3339. */
  readonly create_time?: string;
  readonly resource_type?: string;
  readonly resource_version?: string;
  readonly summary?: string;
  readonly resource: Resource;
  readonly links?: readonly Link[];
}

type Named<Kind extends keyof Resources> = {
  readonly [Name in `${Kind}.${Resources[Kind][1]}`]: OfType<Name, Resources[Kind][0]>;
};

/** What PayPal sends, by type. Others are let through by `isOfType`. */
export type PaypalEvents = Named<'CHECKOUT.ORDER'> &
  Named<'PAYMENT.AUTHORIZATION'> &
  Named<'PAYMENT.CAPTURE'> &
  Named<'PAYMENT.SALE'> &
  Named<'BILLING.SUBSCRIPTION'> &
  Named<'CUSTOMER.DISPUTE'> & {
    readonly 'PAYMENT.CAPTURE.REFUNDED': OfType<'PAYMENT.CAPTURE.REFUNDED', Refund>;
    /** PayPal took the money back: the resource is what it took, which names its capture. */
    readonly 'PAYMENT.CAPTURE.REVERSED': OfType<'PAYMENT.CAPTURE.REVERSED', Refund>;
    readonly 'PAYMENT.SALE.REFUNDED': OfType<'PAYMENT.SALE.REFUNDED', Refund & { readonly sale_id?: string | null }>;
    readonly 'PAYMENT.SALE.REVERSED': OfType<'PAYMENT.SALE.REVERSED', Sale>;
  };
export type PaypalEventType = keyof PaypalEvents;
export type PaypalNative = PaypalEvents[PaypalEventType];
export type PaypalEventOfType<Type extends PaypalEventType> = EventOf<PaypalEvents, Type>;

export const places: EventPlaces<PaypalNative> = {
  // The signature binds the body by a CRC-32 alone: under an id of the body, a forged copy would be another event.
  id: 'signed',
  type: '/event_type',
  time: ['/create_time', 'signed'],
  subject: ['/resource/id', '/resource/dispute_id'],
  source: '//paypal.com',
  needs: { '/id': 'text' },
};

/**
 * A PayPal event on the platform. What it says is not proved: fetch the resource before money moves.
 * @see https://developer.paypal.com/api/rest/webhooks/event-names/
 */
export class PaypalEvent extends /* @__PURE__ */ eventClass<PaypalEvents>('paypal', places) {}

/**
 * Lets through PayPal events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(PaypalEvent),
 *   isPaypalEventOfType('PAYMENT.CAPTURE.COMPLETED'),
 *   map(({ event }) => new FetchCapture(event.resource.id)),
 * )
 */
export const isPaypalEventOfType = /* @__PURE__ */ ofTypes(PaypalEvent);
