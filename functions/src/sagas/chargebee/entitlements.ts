import { durableSaga, from } from 'integration-service';
import { ChargebeeEvent, type Subscription } from 'integration-service/chargebee';
import type { EntitlementState } from '../shared/entitlements.ts';
import { idOrNull, idsIn, listIn } from '../shared/fields.ts';
import { asOfState, grantEntitlements, purchaseFact, type PurchaseState } from '../shared/purchases.ts';
import { utcOf } from '../shared/times.ts';
import { userIdIn } from '../shared/user-id.ts';
import { isSubscriptionEvent, type SubscriptionEvent } from './subscription-events.ts';
import { statusOf } from './subscription-status.ts';

/**
 * Keeps `entitlements` in sync with Chargebee's subscriptions. The user is `meta_data.user_id`, the products are the prices of
 * the plan and its addons. Chargebee keeps a subscription active while it retries a payment, for as long as its site is set
 * up to. One instance for each subscription.
 */
export const chargebeeEntitlements = durableSaga(
  {
    revised: from(ChargebeeEvent, isSubscriptionEvent, (event) => purchaseFact(revised(event))),
  },
  grantEntitlements,
);

function revised(event: SubscriptionEvent): PurchaseState | undefined {
  const { event_type: type, content } = event.event;
  const subscription = content?.subscription;
  const id = idOrNull(subscription?.id);
  if (!subscription || id === null) return undefined;
  const status = statusOf(subscription);
  const state = type === 'subscription_deleted' || status === 'ended' ? 'expired' : status;
  const renews = subscription.status !== 'non_renewing' && state !== 'expired';
  return {
    shop: 'chargebee',
    purchase: id,
    userId: userIdIn(subscription.meta_data?.['user_id']),
    customer: idOrNull(subscription.customer_id),
    products: productsOf(subscription),
    state,
    until: untilOf(subscription, state) ?? (state === 'expired' ? event.envelope.time : null),
    renews,
    // Chargebee's test site has its own credential.
    environment: 'production',
    asOf: asOfState(event, state, renews),
  };
}

function untilOf(subscription: Subscription, state: EntitlementState): string | null {
  if (state === 'expired') return utcOf(subscription.cancelled_at);
  return (state === 'trialing' ? utcOf(subscription.trial_end) : null) ?? utcOf(subscription.current_term_end);
}

/** A charge is paid once, and unlocks nothing. Product Catalog 1.0 has a plan in place of items. */
function productsOf({ subscription_items: items, plan_id: plan }: Subscription): readonly string[] {
  const named = listIn(items).filter(({ item_type: type }) => type !== 'charge');
  const products = idsIn(...named.map(({ item_price_id: price }) => price));
  return products.length > 0 ? products : idsIn(plan);
}
