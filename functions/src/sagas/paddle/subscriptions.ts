import { map } from 'rxjs';
import { type AsOf, asOfEvent, Command, isOfType, newest, RANK, recordHandler, saga } from 'integration-service';
import { PaddleEvent } from 'integration-service/paddle';
import { listIn } from '../shared/fields.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { isSubscriptionEvent, type SubscriptionEvent } from './subscription-events.ts';

type Subscription = SubscriptionEvent['event']['data'];

/** A subscription, in `subscriptions/paddle:{its id}`, alongside those of Stripe. Times are in RFC 3339. */
export type PaddleSubscriptionRecord = {
  readonly provider: 'paddle';
  readonly id: string;
  readonly customer: string;
  /** Paddle's own term: `trialing`, `active`, `past_due`, `paused`, `canceled`. */
  readonly status: string;
  /** Whether the customer is entitled to what they subscribed to: while trialing and while active. */
  readonly active: boolean;
  /** Price, product and quantity of the first item, usually the only one. */
  readonly price: string | null;
  readonly product: string | null;
  readonly quantity: number | null;
  readonly items: number;
  /** ISO 4217, as Paddle writes it: `EUR`. */
  readonly currency: string;
  /** The unit of the billing interval, `day`, `week`, `month` or `year`; `intervalCount` of them pass between bills. */
  readonly interval: string | null;
  readonly intervalCount: number | null;
  readonly currentPeriodStart: string | null;
  readonly currentPeriodEnd: string | null;
  readonly nextBilledAt: string | null;
  /** A change that is scheduled but has not happened yet: `cancel`, `pause`, `resume`. */
  readonly scheduledChange: string | null;
  readonly scheduledAt: string | null;
  readonly pausedAt: string | null;
  readonly canceledAt: string | null;
  readonly createdAt: string;
};

/** Keeps `subscriptions` in sync with Paddle, from creation to cancellation. */
export const subscriptionLifecycle = saga((events$) =>
  events$.pipe(
    isOfType(PaddleEvent),
    isSubscriptionEvent,
    map((event) => new SyncPaddleSubscription(event.event.data, momentOf(event))),
  ),
);

export class SyncPaddleSubscription extends Command {
  static readonly type = 'SyncPaddleSubscription';
  readonly subscription: Subscription;
  readonly asOf: AsOf;

  constructor(subscription: Subscription, asOf: AsOf) {
    super();
    this.subscription = subscription;
    this.asOf = asOf;
  }
}

export const syncPaddleSubscription = recordHandler(SyncPaddleSubscription, ({ subscription, asOf }, records) => {
  const change = newest(asOf, () => recordOf(subscription));
  records.update('subscriptions', recordIdOf('paddle', subscription.id), change);
});

function momentOf(event: SubscriptionEvent): AsOf {
  const type = event.event.event_type;
  if (type === 'subscription.canceled') return asOfEvent(event, RANK.end);
  return asOfEvent(event, type === 'subscription.created' ? RANK.creation : RANK.update);
}

function recordOf(subscription: Subscription): PaddleSubscriptionRecord {
  const items = listIn(subscription.items);
  const [first] = items;
  return {
    provider: 'paddle',
    id: subscription.id,
    customer: subscription.customer_id,
    status: subscription.status,
    active: subscription.status === 'active' || subscription.status === 'trialing',
    price: first?.price?.id ?? null,
    product: first?.product?.id ?? first?.price?.product_id ?? null,
    quantity: first?.quantity ?? null,
    items: items.length,
    currency: subscription.currency_code,
    interval: subscription.billing_cycle?.interval ?? null,
    intervalCount: subscription.billing_cycle?.frequency ?? null,
    currentPeriodStart: subscription.current_billing_period?.starts_at ?? null,
    currentPeriodEnd: subscription.current_billing_period?.ends_at ?? null,
    nextBilledAt: subscription.next_billed_at ?? null,
    scheduledChange: subscription.scheduled_change?.action ?? null,
    scheduledAt: subscription.scheduled_change?.effective_at ?? null,
    pausedAt: subscription.paused_at ?? null,
    canceledAt: subscription.canceled_at ?? null,
    createdAt: subscription.created_at,
  };
}
