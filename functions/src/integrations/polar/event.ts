import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Any field may be missing or null. */
type Loose<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

interface Common {
  id: string;
  created_at: string;
  modified_at: string;
  metadata: Readonly<Record<string, unknown>>;
}

/** A customer. */
export type Customer = Loose<Common & { email: string; name: string; external_id: string; organization_id: string }>;

/** Amounts are in cents, times RFC 3339. */
export type Order = Loose<
  Common & {
    /** `pending`, `paid`, `refunded`, `partially_refunded`, `void`. */
    status: string;
    paid: boolean;
    subtotal_amount: number;
    discount_amount: number;
    net_amount: number;
    tax_amount: number;
    total_amount: number;
    refunded_amount: number;
    /** ISO 4217, lower case. */
    currency: string;
    /** `purchase`, `subscription_create`, `subscription_cycle`, `subscription_update`. */
    billing_reason: string;
    customer_id: string;
    product_id: string;
    subscription_id: string;
    customer: Customer;
  }
>;

export type Subscription = Loose<
  Common & {
    /** `incomplete`, `incomplete_expired`, `trialing`, `active`, `past_due`, `canceled`, `unpaid`. */
    status: string;
    amount: number;
    currency: string;
    recurring_interval: string;
    current_period_start: string;
    current_period_end: string;
    trial_end: string;
    cancel_at_period_end: boolean;
    canceled_at: string;
    ends_at: string;
    ended_at: string;
    customer_id: string;
    product_id: string;
    customer: Customer;
  }
>;

export type Refund = Loose<
  Common & {
    /** `pending`, `succeeded`, `failed`, `canceled`. */
    status: string;
    reason: string;
    amount: number;
    tax_amount: number;
    currency: string;
    order_id: string;
    subscription_id: string;
    customer_id: string;
  }
>;

export type Checkout = Loose<
  Common & {
    /** `open`, `expired`, `confirmed`, `succeeded`, `failed`. */
    status: string;
    total_amount: number;
    currency: string;
    product_id: string;
    customer_id: string;
    external_customer_id: string;
  }
>;

export type BenefitGrant = Loose<
  Common & {
    is_granted: boolean;
    is_revoked: boolean;
    customer_id: string;
    benefit_id: string;
    subscription_id: string;
    order_id: string;
    customer: Customer;
  }
>;

interface Data {
  readonly 'checkout.created': Checkout;
  readonly 'checkout.updated': Checkout;
  readonly 'customer.created': Customer;
  readonly 'customer.updated': Customer;
  readonly 'customer.deleted': Customer;
  readonly 'order.created': Order;
  readonly 'order.updated': Order;
  readonly 'order.paid': Order;
  readonly 'order.refunded': Order;
  readonly 'refund.created': Refund;
  readonly 'refund.updated': Refund;
  readonly 'subscription.created': Subscription;
  readonly 'subscription.updated': Subscription;
  readonly 'subscription.active': Subscription;
  readonly 'subscription.past_due': Subscription;
  readonly 'subscription.canceled': Subscription;
  readonly 'subscription.uncanceled': Subscription;
  readonly 'subscription.revoked': Subscription;
  readonly 'benefit_grant.created': BenefitGrant;
  readonly 'benefit_grant.updated': BenefitGrant;
  readonly 'benefit_grant.revoked': BenefitGrant;
}

interface OfType<Type extends keyof Data> {
  readonly type: Type;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly data: Data[Type];
}

/** What Polar sends, by type: the events that most applications need. Others are let through by `isOfType`. */
export type PolarEvents = { readonly [Type in keyof Data]: OfType<Type> };
export type PolarEventType = keyof PolarEvents;
export type PolarNative = PolarEvents[PolarEventType];
export type PolarEventOfType<Type extends PolarEventType> = EventOf<PolarEvents, Type>;

export const places: EventPlaces<PolarNative> = {
  id: 'signed',
  type: '/type',
  time: ['/timestamp', 'signed'],
  subject: '/data/id',
  related: [
    '/data/customer_id',
    '/data/customer/id',
    '/data/customer/email',
    '/data/email',
    '/data/order_id',
    '/data/subscription_id',
  ],
  source: '//polar.sh',
  needs: { '/data': 'object' },
};

/**
 * A Polar event on the platform.
 * @see https://polar.sh/docs/integrate/webhooks/events
 */
export class PolarEvent extends /* @__PURE__ */ eventClass<PolarEvents>('polar', places) {}

/**
 * Lets through Polar events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(PolarEvent),
 *   isPolarEventOfType('subscription.revoked'),
 *   map(({ event }) => new EndAccess(event.data.customer?.external_id)),
 * )
 */
export const isPolarEventOfType = /* @__PURE__ */ ofTypes(PolarEvent);
