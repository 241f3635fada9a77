import { days, durableSaga, from } from 'integration-service';
import { BraintreeEvent, type Subscription } from 'integration-service/braintree';
import type { EntitlementState } from '../shared/entitlements.ts';
import { idOrNull, idsIn, listIn } from '../shared/fields.ts';
import { afterGrace, asOfState, grantEntitlements, purchaseFact, type PurchaseState } from '../shared/purchases.ts';
import { laterBy, utcOf } from '../shared/times.ts';
import { userIdIn } from '../shared/user-id.ts';
import { isSubscriptionEvent, type SubscriptionEvent } from './subscription-events.ts';
import { statusOf } from './subscriptions.ts';
import { userIn } from './transactions.ts';

const STATES = {
  pending: 'pending',
  trialing: 'trialing',
  active: 'active',
  past_due: 'grace_period',
  paused: 'paused',
  ended: 'expired',
} as const satisfies Record<ReturnType<typeof statusOf>, EntitlementState>;

/**
 * Keeps `entitlements` in sync with Braintree's subscriptions. The user is the custom field `user_id` of the newest
 * transaction, the product is the plan. One instance for each subscription.
 */
export const braintreeEntitlements = durableSaga(
  {
    revised: from(BraintreeEvent, isSubscriptionEvent, (event) => purchaseFact(revised(event))),
  },
  grantEntitlements,
);

function revised(event: SubscriptionEvent): PurchaseState | undefined {
  const { subscription } = event.event.subject;
  const id = idOrNull(subscription?.id);
  if (id === null) return undefined;
  const state = STATES[statusOf(subscription)];
  const isLast =
    subscription.neverExpires !== true && subscription.currentBillingCycle === subscription.numberOfBillingCycles;
  const renews = !isLast && state !== 'expired';
  // A subscription does not name its customer.
  const [newest] = listIn(subscription.transactions);
  return {
    shop: 'braintree',
    purchase: id,
    userId: newest ? userIdIn(userIn(newest)) : null,
    customer: idOrNull(newest?.customer?.id),
    products: idsIn(subscription.planId),
    state,
    until: state === 'expired' ? event.envelope.time : untilOf(subscription, state),
    renews,
    // Braintree's sandbox has its own keys.
    environment: 'production',
    asOf: asOfState(event, state, renews),
  };
}

/** Braintree names the last day that is paid for; access lasts until the end of that day. */
function untilOf({ paidThroughDate, billingPeriodEndDate, firstBillingDate }: Subscription, state: EntitlementState) {
  if (state === 'trialing') return utcOf(firstBillingDate);
  const day = utcOf(paidThroughDate) ?? utcOf(billingPeriodEndDate);
  const end = laterBy(days(1), day);
  return state === 'grace_period' ? afterGrace(end) : end;
}
