import { durableSaga, from } from 'integration-service';
import { RazorpayEvent, type Subscription } from 'integration-service/razorpay';
import type { EntitlementState } from '../shared/entitlements.ts';
import { idOrNull, idsIn, textIn } from '../shared/fields.ts';
import { afterGrace, asOfState, grantEntitlements, purchaseFact, type PurchaseState } from '../shared/purchases.ts';
import { utcOf } from '../shared/times.ts';
import { userIdIn } from '../shared/user-id.ts';
import { noteOf } from './notes.ts';
import { isSubscriptionEvent, type SubscriptionEvent } from './subscription-events.ts';

/** What Razorpay's status means. One that is completed has been charged for its last period, which goes on. */
const STATES: ReadonlyMap<string, EntitlementState> = new Map([
  ['active', 'active'],
  ['completed', 'active'],
  ['pending', 'grace_period'],
  ['halted', 'billing_retry'],
  ['paused', 'paused'],
  ['cancelled', 'expired'],
  ['expired', 'expired'],
]);

/**
 * Keeps `entitlements` in sync with Razorpay's subscriptions. The user is the note `user_id`, the product is the plan. One
 * instance for each subscription.
 */
export const razorpayEntitlements = durableSaga(
  {
    revised: from(RazorpayEvent, isSubscriptionEvent, (event) => purchaseFact(revised(event))),
  },
  grantEntitlements,
);

function revised(event: SubscriptionEvent): PurchaseState | undefined {
  const subscription = event.event.payload.subscription?.entity;
  const id = idOrNull(subscription?.id);
  if (!subscription || id === null) return undefined;
  const state = STATES.get(textIn(subscription.status)) ?? 'pending';
  const renews = subscription.status !== 'completed' && subscription.remaining_count !== 0 && state !== 'expired';
  return {
    shop: 'razorpay',
    purchase: id,
    userId: userIdIn(noteOf(subscription.notes, 'user_id')),
    customer: idOrNull(subscription.customer_id),
    products: idsIn(subscription.plan_id),
    state,
    until: untilOf(subscription, state, event.envelope.time),
    renews,
    // The test mode of Razorpay has webhooks with their own secret.
    environment: 'production',
    asOf: asOfState(event, state, renews),
  };
}

function untilOf(subscription: Subscription, state: EntitlementState, time: string): string | null {
  if (state === 'expired') return utcOf(subscription.ended_at);
  // Razorpay reports each attempt that fails, and halts the subscription after the last one.
  return state === 'grace_period' ? afterGrace(time) : utcOf(subscription.current_end);
}
