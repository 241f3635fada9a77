import { durableSaga, from } from 'integration-service';
import { PaddleEvent } from 'integration-service/paddle';
import type { EntitlementState } from '../shared/entitlements.ts';
import { idOrNull, listIn, textIn } from '../shared/fields.ts';
import {
  afterGrace,
  asOfState,
  earlierOf,
  grantEntitlements,
  purchaseFact,
  type PurchaseState,
} from '../shared/purchases.ts';
import { utcOf } from '../shared/times.ts';
import { userIdIn } from '../shared/user-id.ts';
import { isSubscriptionEvent, type SubscriptionEvent } from './subscription-events.ts';

type Subscription = SubscriptionEvent['event']['data'];

/** What Paddle's status means; another is one that it has introduced since. */
const STATES: ReadonlyMap<string, EntitlementState> = new Map([
  ['trialing', 'trialing'],
  ['active', 'active'],
  ['past_due', 'grace_period'],
  ['paused', 'paused'],
  ['canceled', 'expired'],
]);

/** Keeps `entitlements` in sync with Paddle's subscriptions. The user is `custom_data.user_id`. One instance for each. */
export const paddleEntitlements = durableSaga(
  {
    revised: from(PaddleEvent, isSubscriptionEvent, (event) => purchaseFact(revised(event))),
  },
  grantEntitlements,
);

function revised(event: SubscriptionEvent): PurchaseState | undefined {
  const subscription = event.event.data;
  const id = idOrNull(subscription.id);
  if (id === null) return undefined;
  const state = STATES.get(textIn(subscription.status)) ?? 'pending';
  const renews = !isEnding(subscription) && state !== 'expired';
  const items = listIn(subscription.items).filter(({ status }) => status !== 'inactive');
  return {
    shop: 'paddle',
    purchase: id,
    userId: userIdIn(subscription.custom_data?.['user_id']),
    customer: idOrNull(subscription.customer_id),
    products: items.flatMap(({ price, product }) => idOrNull(product?.id) ?? idOrNull(price?.product_id) ?? []),
    state,
    until: untilOf(subscription, state),
    renews,
    // Paddle's sandbox is an account with its own secret.
    environment: 'production',
    asOf: asOfState(event, state, renews),
  };
}

function untilOf(subscription: Subscription, state: EntitlementState): string | null {
  if (state === 'expired') return utcOf(subscription.canceled_at);
  const { current_billing_period: period, scheduled_change: change } = subscription;
  // When a renewal fails, the period that was not paid for has begun.
  if (state === 'grace_period') return afterGrace(utcOf(period?.starts_at));
  const end = utcOf(period?.ends_at);
  return isEnding(subscription) ? earlierOf(end, utcOf(change?.effective_at)) : end;
}

function isEnding({ scheduled_change: change }: Subscription): boolean {
  return change?.action === 'cancel' || change?.action === 'pause';
}
