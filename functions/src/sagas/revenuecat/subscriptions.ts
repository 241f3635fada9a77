import { merge, mergeMap } from 'rxjs';
import { idIn, isOfType, isText, saga } from 'integration-service';
import {
  isRevenuecatEventOfType,
  isRevenuecatStateOf,
  RevenuecatEvent,
  type RevenuecatEventOfType,
} from 'integration-service/revenuecat';
import { textIn, textOrNull } from '../shared/fields.ts';
import { type SubscriptionStatus, UpdateSubscription } from '../shared/subscriptions.ts';
import { utcOf } from '../shared/times.ts';
import { graceOf } from './grace.ts';
import { listedSubscription } from './listed.ts';

type SubscriptionEvent = RevenuecatEventOfType<
  | 'INITIAL_PURCHASE'
  | 'RENEWAL'
  | 'CANCELLATION'
  | 'UNCANCELLATION'
  | 'BILLING_ISSUE'
  | 'SUBSCRIPTION_PAUSED'
  | 'SUBSCRIPTION_EXTENDED'
  | 'EXPIRATION'
>;
type Purchase = SubscriptionEvent['event']['event'];

/**
 * Keeps `subscriptions` in sync with RevenueCat: who has which entitlements, from whatever store, and until when; by events,
 * and by the states that are asked for in case one was missed.
 */
export const subscriptionLifecycle = saga((events$) =>
  merge(
    events$.pipe(
      isOfType(RevenuecatEvent),
      isRevenuecatEventOfType(
        'INITIAL_PURCHASE',
        'RENEWAL',
        'CANCELLATION',
        'UNCANCELLATION',
        'BILLING_ISSUE',
        'SUBSCRIPTION_PAUSED',
        'SUBSCRIPTION_EXTENDED',
        'EXPIRATION',
      ),
      mergeMap((event) => {
        const { event: purchase } = event.event;
        // All periods of a subscription share it.
        const id = idIn(purchase.original_transaction_id);
        return id === undefined ? [] : [new UpdateSubscription(subscriptionOf(id, purchase), event)];
      }),
    ),
    events$.pipe(
      isRevenuecatStateOf('subscription'),
      mergeMap((state) => {
        const subscription = listedSubscription(state.event);
        return subscription === undefined ? [] : [new UpdateSubscription(subscription, state)];
      }),
    ),
  ),
);

function subscriptionOf(id: string, purchase: Purchase) {
  const until = utcOf(graceOf(purchase)) ?? utcOf(purchase.expiration_at_ms);
  const hasEnded =
    purchase.type === 'EXPIRATION' || (until !== null && Date.parse(until) <= purchase.event_timestamp_ms);
  return {
    provider: 'revenuecat',
    id,
    account: textOrNull(purchase.app_id),
    customer: textOrNull(purchase.original_app_user_id),
    userId: textOrNull(purchase.app_user_id),
    status: hasEnded ? endOf(purchase) : statusOf(purchase),
    providerStatus: purchase.type,
    active: !hasEnded,
    product: textOrNull(purchase.product_id),
    entitlements: Array.isArray(purchase.entitlement_ids) ? purchase.entitlement_ids.filter(isText) : [],
    cancelAtPeriodEnd: purchase.type === 'CANCELLATION' && !hasEnded,
    trialEndsAt: purchase.period_type === 'TRIAL' ? utcOf(purchase.expiration_at_ms) : null,
    currentPeriodEnd: until,
    endedAt: hasEnded ? utcOf(purchase.expiration_at_ms) : null,
    livemode: isText(purchase.environment) ? purchase.environment === 'PRODUCTION' : null,
    createdAt: null,
  };
}

function statusOf({ type, period_type: period }: Purchase): SubscriptionStatus {
  if (type === 'BILLING_ISSUE') return 'past_due';
  return period === 'TRIAL' ? 'trialing' : 'active';
}

function endOf(purchase: Purchase): SubscriptionStatus {
  const isPaused = purchase.type === 'EXPIRATION' && textIn(purchase.expiration_reason) === 'SUBSCRIPTION_PAUSED';
  return isPaused ? 'paused' : 'ended';
}
