import { durableSaga, from, isJsonObject } from 'integration-service';
import { LemonsqueezyEvent, type Subscription } from 'integration-service/lemonsqueezy';
import type { EntitlementState } from '../shared/entitlements.ts';
import { idOrNull, idsIn, textIn } from '../shared/fields.ts';
import { afterGrace, asOfState, grantEntitlements, purchaseFact, type PurchaseState } from '../shared/purchases.ts';
import { utcOf } from '../shared/times.ts';
import { userIdIn } from '../shared/user-id.ts';
import { livemodeOf } from './resource.ts';
import { isSubscriptionEvent, type SubscriptionEvent } from './subscription-events.ts';

/** What Lemon Squeezy's status means. Whoever cancels keeps access until the period ends. */
const STATES: ReadonlyMap<string, EntitlementState> = new Map([
  ['on_trial', 'trialing'],
  ['active', 'active'],
  ['cancelled', 'active'],
  ['paused', 'paused'],
  ['past_due', 'grace_period'],
  ['unpaid', 'billing_retry'],
  ['expired', 'expired'],
]);

/**
 * Keeps `entitlements` in sync with the subscriptions of Lemon Squeezy. The user is `user_id` of the custom data that you
 * passed to the checkout. One instance for each subscription.
 */
export const lemonsqueezyEntitlements = durableSaga(
  {
    revised: from(LemonsqueezyEvent, isSubscriptionEvent, (event) => purchaseFact(revised(event))),
  },
  grantEntitlements,
);

function revised(event: SubscriptionEvent): PurchaseState | undefined {
  const { data, meta } = event.event;
  const id = idOrNull(data?.id);
  if (id === null || !isJsonObject(data.attributes)) return undefined;
  const { attributes } = data;
  const state = stateOf(attributes);
  const renews = state !== 'expired' && attributes.status !== 'cancelled';
  return {
    shop: 'lemonsqueezy',
    purchase: id,
    userId: userIdIn(meta?.custom_data?.['user_id']),
    customer: idOrNull(attributes.customer_id),
    products: idsIn(attributes.product_id),
    state,
    until: untilOf(attributes, state),
    renews,
    environment: livemodeOf(attributes) === false ? 'sandbox' : 'production',
    asOf: asOfState(event, state, renews),
  };
}

/** A subscription may be paused and go on for free. */
function stateOf({ status, pause }: Subscription): EntitlementState {
  if (status === 'paused' && pause?.mode === 'free') return 'active';
  return STATES.get(textIn(status)) ?? 'pending';
}

function untilOf(subscription: Subscription, state: EntitlementState): string | null {
  const { status, pause, trial_ends_at: trialEnd, renews_at: renewal, ends_at: end } = subscription;
  if (status === 'cancelled' || state === 'expired') return utcOf(end);
  if (status === 'paused') return utcOf(pause?.resumes_at);
  // While Lemon Squeezy retries, this is when it will do so next.
  if (state === 'grace_period') return afterGrace(utcOf(renewal));
  return state === 'trialing' ? (utcOf(trialEnd) ?? utcOf(renewal)) : utcOf(renewal);
}
