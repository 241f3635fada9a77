import { isText } from 'integration-service';
import type { RevenuecatSubscription } from 'integration-service/revenuecat';
import type { EntitlementState } from '../shared/entitlements.ts';
import { textIn } from '../shared/fields.ts';
import type { PurchaseState } from '../shared/purchases.ts';
import type { KnownSubscription, SubscriptionStatus } from '../shared/subscriptions.ts';
import { utcOf } from '../shared/times.ts';
import { userIdIn } from '../shared/user-id.ts';
import { isAnonymous } from './anonymous.ts';

/** What RevenueCat calls a subscription, and what that means for our records. */
const STATUSES: ReadonlyMap<unknown, readonly [SubscriptionStatus, EntitlementState]> = new Map([
  ['trialing', ['trialing', 'trialing']],
  ['active', ['active', 'active']],
  ['in_grace_period', ['past_due', 'grace_period']],
  ['in_billing_retry', ['past_due', 'billing_retry']],
  ['paused', ['paused', 'paused']],
  ['expired', ['ended', 'expired']],
  ['incomplete', ['pending', 'pending']],
]);

/** After these the store charges for another period. */
const RENEWING: ReadonlySet<unknown> = new Set([
  'will_renew',
  'has_already_renewed',
  'will_change_product',
  'requires_price_increase_consent',
]);

/** A subscription as RevenueCat told of it when it was asked; undefined if its status is newer than this list. */
export function listedSubscription(listed: RevenuecatSubscription): KnownSubscription | undefined {
  const { subscription } = listed;
  const [status] = STATUSES.get(subscription.status) ?? [];
  if (status === undefined) return undefined;
  const until = endOf(subscription);
  const active = subscription.gives_access === true;
  return {
    provider: 'revenuecat',
    id: listed.original_transaction_id,
    account: listed.app_id,
    customer: listed.original_app_user_id,
    userId: listed.app_user_id,
    status,
    providerStatus: textIn(subscription.status),
    active,
    product: listed.product_id,
    entitlements: listed.entitlement_ids,
    cancelAtPeriodEnd: active && subscription.auto_renewal_status === 'will_not_renew',
    trialEndsAt: status === 'trialing' ? until : null,
    currentPeriodEnd: until,
    endedAt: active ? null : until,
    livemode: isText(subscription.environment) ? subscription.environment === 'production' : null,
  };
}

/** The same as a purchase that grants something. */
export function listedPurchase(listed: RevenuecatSubscription): Omit<PurchaseState, 'asOf'> | undefined {
  const { subscription, entitlement_ids: entitlements, product_id: product } = listed;
  const [, state] = STATUSES.get(subscription.status) ?? [];
  if (state === undefined) return undefined;
  const names = [listed.app_user_id, listed.original_app_user_id].filter((name) => !isAnonymous(name));
  return {
    shop: 'revenuecat',
    purchase: listed.original_transaction_id,
    userId: userIdIn(...names),
    customer: listed.original_app_user_id ?? listed.app_user_id,
    products: entitlements.length > 0 || product === null ? entitlements : [product],
    state,
    until: endOf(subscription),
    renews: RENEWING.has(subscription.auto_renewal_status),
    isFamilyShared: subscription.ownership === 'family_shared',
    environment: subscription.environment === 'sandbox' ? 'sandbox' : 'production',
  };
}

function endOf({ ends_at: end, current_period_ends_at: periodEnd }: RevenuecatSubscription['subscription']) {
  return utcOf(end) ?? utcOf(periodEnd);
}
