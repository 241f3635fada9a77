import type Stripe from 'stripe';
import { map } from 'rxjs';
import { isOfType, newest, recordHandler, saga } from 'integration-service';
import { idOf, isoOf, isStripeEventOfType, olderField, StripeEvent } from 'integration-service/stripe';
import { stripeObject } from 'integration-service/stripe/refetch';
import { listIn } from '../shared/fields.ts';
import { isoAmount } from './amounts.ts';
import { ObjectCommand } from './object-command.ts';

/** A subscription, in `subscriptions/{its id}`. Times are in RFC 3339. */
export type SubscriptionRecord = {
  readonly id: string;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  readonly customer: string | null;
  /** Stripe's own term: `trialing`, `active`, `past_due`, `canceled`, … */
  readonly status: string;
  /** Whether the customer is entitled to what they subscribed to: while trialing and while active. */
  readonly active: boolean;
  /** Price, product and quantity of the first item, usually the only one. */
  readonly price: string | null;
  readonly product: string | null;
  readonly quantity: number | null;
  readonly items: number;
  /**
   * The amount per interval for all items in ISO 4217 minor units, before discounts and taxes; null if a price depends
   * on usage or tiers, if items have different billing intervals, or if the event does not list all items.
   */
  readonly amount: number | null;
  readonly currency: string;
  /** The unit of the billing interval: `day`, `week`, `month` or `year`; null if items have different intervals. */
  readonly interval: string | null;
  readonly intervalCount: number | null;
  readonly currentPeriodStart: string | null;
  /** The next renewal. If items have different billing periods, this is the end of the one that ends first. */
  readonly currentPeriodEnd: string | null;
  readonly trialEnd: string | null;
  readonly cancelAtPeriodEnd: boolean;
  /** When it will end, if that is scheduled. */
  readonly cancelAt: string | null;
  /** When it was canceled; it may stay active until `cancelAt`. */
  readonly canceledAt: string | null;
  /** `cancellation_requested`, `payment_failed`, … */
  readonly cancellationReason: string | null;
  readonly endedAt: string | null;
  readonly latestInvoice: string | null;
  readonly livemode: boolean;
  readonly createdAt: string;
};

/** Keeps `subscriptions` in sync with Stripe, from creation to cancellation. */
export const subscriptionLifecycle = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType(
      'customer.subscription.created',
      'customer.subscription.updated',
      'customer.subscription.deleted',
      'customer.subscription.paused',
      'customer.subscription.resumed',
      'customer.subscription.trial_will_end',
      'customer.subscription.pending_update_applied',
      'customer.subscription.pending_update_expired',
    ),
    map((event) => new SyncSubscription(event)),
  ),
);

export class SyncSubscription extends ObjectCommand<Stripe.Subscription> {
  static readonly type = 'SyncSubscription';
}

export const syncSubscription = recordHandler(
  SyncSubscription,
  ({ object: subscription, account, asOf }, records) => {
    const change = newest(asOf, () => recordOf(subscription, account));
    records.update('subscriptions', subscription.id, change);
  },
  stripeObject<Stripe.Subscription>(),
);

function recordOf(subscription: Stripe.Subscription, account: string | null): SubscriptionRecord {
  const items = listIn(subscription.items?.data);
  const [first] = items;
  const currency = subscription.currency ?? first?.price?.currency;
  const recurring = hasOneInterval(items) ? first?.price?.recurring : null;
  return {
    id: subscription.id,
    account,
    customer: idOf(subscription.customer),
    status: subscription.status,
    active: subscription.status === 'active' || subscription.status === 'trialing',
    price: idOf(first?.price),
    product: idOf(first?.price?.product),
    quantity: first?.quantity ?? null,
    items: items.length,
    amount: subscription.items?.has_more ? null : isoAmount(amountOf(items), currency),
    currency,
    interval: recurring?.interval ?? null,
    intervalCount: recurring?.interval_count ?? null,
    currentPeriodStart: isoOf(first?.current_period_start ?? olderField(subscription, 'current_period_start')),
    currentPeriodEnd: isoOf(firstEndOf(items) ?? olderField(subscription, 'current_period_end')),
    trialEnd: isoOf(subscription.trial_end),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    cancelAt: isoOf(subscription.cancel_at),
    canceledAt: isoOf(subscription.canceled_at),
    cancellationReason: subscription.cancellation_details?.reason ?? null,
    endedAt: isoOf(subscription.ended_at),
    latestInvoice: idOf(subscription.latest_invoice),
    livemode: subscription.livemode,
    createdAt: isoOf(subscription.created),
  };
}

function amountOf(items: readonly Stripe.SubscriptionItem[]): number | null {
  if (items.length === 0 || !hasOneInterval(items)) return null;
  let amount = 0;
  for (const { price, quantity } of items) {
    if (typeof price?.unit_amount !== 'number' || typeof quantity !== 'number') return null;
    amount += price.unit_amount * billedQuantityOf(price, quantity);
  }
  return amount;
}

/** A price may be for packages, such as 5 for every 1,000, which are rounded up or down. */
function billedQuantityOf({ transform_quantity: packages }: Stripe.Price, quantity: number): number {
  if (!packages) return quantity;
  const count = quantity / packages.divide_by;
  return packages.round === 'up' ? Math.ceil(count) : Math.floor(count);
}

function hasOneInterval(items: readonly Stripe.SubscriptionItem[]): boolean {
  const intervals = items.map(({ price }) => `${price?.recurring?.interval_count} ${price?.recurring?.interval}`);
  return new Set(intervals).size < 2;
}

/** API versions before 2025-03-31 have the period in the subscription instead, since all items shared it. */
function firstEndOf(items: readonly Stripe.SubscriptionItem[]): number | undefined {
  const ends = items.map((item) => item.current_period_end).filter((end) => typeof end === 'number');
  return ends.length === 0 ? undefined : Math.min(...ends);
}
