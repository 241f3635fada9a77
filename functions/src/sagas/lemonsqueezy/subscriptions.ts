import { mergeMap } from 'rxjs';
import { type AsOf, Command, isJsonObject, isOfType, newest, recordHandler, saga } from 'integration-service';
import { LemonsqueezyEvent, type Subscription } from 'integration-service/lemonsqueezy';
import { textIn } from '../shared/fields.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { utcOf } from '../shared/times.ts';
import { asOfState, livemodeOf, numberedId, type Resource } from './resource.ts';
import { isSubscriptionEvent } from './subscription-events.ts';

/** A subscription, in `subscriptions/lemonsqueezy:{its id}`, beside those of Stripe and Paddle. Times are RFC 3339. */
export type LemonsqueezySubscriptionRecord = {
  readonly provider: 'lemonsqueezy';
  readonly id: string;
  readonly customer: string | null;
  /** Lemon Squeezy's own term: `on_trial`, `active`, `paused`, `past_due`, `unpaid`, `cancelled`, `expired`. */
  readonly status: string;
  /** Whether the customer has access. After a cancellation they keep it until the paid period ends. */
  readonly active: boolean;
  readonly price: string | null;
  readonly product: string | null;
  readonly variant: string | null;
  readonly quantity: number | null;
  /** Your own id of the user: `user_id` of the custom data that you passed to the checkout. */
  readonly userId: string | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly trialEndsAt: string | null;
  readonly renewsAt: string | null;
  readonly endsAt: string | null;
  /** When a paused subscription resumes by itself. */
  readonly resumesAt: string | null;
  readonly livemode: boolean | null;
  readonly createdAt: string | null;
};

/** While it has one of these, the customer has what they subscribed to. Lemon Squeezy says when `cancelled` ends: `expired`. */
const ACTIVE: ReadonlySet<string> = new Set(['on_trial', 'active', 'cancelled']);

/** Decides which of two states within one second is the later one. Lemon Squeezy sends `subscription_updated` beside most events. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ['on_trial', 0],
  ['active', 1],
  ['paused', 2],
  ['past_due', 2],
  ['unpaid', 3],
  ['cancelled', 4],
  ['expired', 5],
]);

/** Keeps `subscriptions` in sync with Lemon Squeezy, from the first day to the last. */
export const subscriptionLifecycle = saga((events$) =>
  events$.pipe(
    isOfType(LemonsqueezyEvent),
    isSubscriptionEvent,
    mergeMap((event) => {
      const { data, meta } = event.event;
      if (!isJsonObject(data?.attributes)) return [];
      const subscription = { ...data, custom: meta?.custom_data };
      return [new SyncLemonsqueezySubscription(subscription, asOfState(event, data.attributes.status, RANKS))];
    }),
  ),
);

export class SyncLemonsqueezySubscription extends Command {
  static readonly type = 'SyncLemonsqueezySubscription';
  readonly subscription: Resource<Subscription>;
  readonly asOf: AsOf;

  constructor(subscription: Resource<Subscription>, asOf: AsOf) {
    super();
    this.subscription = subscription;
    this.asOf = asOf;
  }
}

export const syncLemonsqueezySubscription = recordHandler(
  SyncLemonsqueezySubscription,
  ({ subscription, asOf }, records) => {
    const change = newest(asOf, () => recordOf(subscription));
    records.update('subscriptions', recordIdOf('lemonsqueezy', subscription.id), change);
  },
);

function recordOf({ id, attributes, custom }: Resource<Subscription>): LemonsqueezySubscriptionRecord {
  const status = textIn(attributes.status);
  const item = attributes.first_subscription_item;
  const quantity = item?.quantity;
  return {
    provider: 'lemonsqueezy',
    id,
    customer: numberedId(attributes.customer_id),
    status,
    active: ACTIVE.has(status),
    price: numberedId(item?.price_id),
    product: numberedId(attributes.product_id),
    variant: numberedId(attributes.variant_id),
    quantity: Number.isSafeInteger(quantity) ? (quantity ?? null) : null,
    userId: numberedId(custom?.['user_id']),
    cancelAtPeriodEnd: status === 'cancelled',
    trialEndsAt: utcOf(attributes.trial_ends_at),
    renewsAt: utcOf(attributes.renews_at),
    endsAt: utcOf(attributes.ends_at),
    resumesAt: utcOf(attributes.pause?.resumes_at),
    livemode: livemodeOf(attributes),
    createdAt: utcOf(attributes.created_at),
  };
}
