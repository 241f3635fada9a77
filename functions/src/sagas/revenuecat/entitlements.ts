import { filter, pipe } from 'rxjs';
import { anyOf, durableSaga, from, idIn, isText, StateEvent } from 'integration-service';
import {
  isRevenuecatEventOfType,
  isRevenuecatStateOf,
  RevenuecatEvent,
  type RevenuecatEventOfType,
  type RevenuecatSubscription,
} from 'integration-service/revenuecat';
import type { EntitlementState } from '../shared/entitlements.ts';
import { textIn, textOrNull } from '../shared/fields.ts';
import { asOfState, grantEntitlements, purchaseFact, type PurchaseState } from '../shared/purchases.ts';
import { utcOf } from '../shared/times.ts';
import { userIdIn } from '../shared/user-id.ts';
import { isAnonymous } from './anonymous.ts';
import { graceOf } from './grace.ts';
import { listedPurchase } from './listed.ts';

type PurchaseEvent = RevenuecatEventOfType<
  | 'INITIAL_PURCHASE'
  | 'NON_RENEWING_PURCHASE'
  | 'RENEWAL'
  | 'CANCELLATION'
  | 'UNCANCELLATION'
  | 'BILLING_ISSUE'
  | 'SUBSCRIPTION_EXTENDED'
  | 'EXPIRATION'
  | 'TEMPORARY_ENTITLEMENT_GRANT'
>;
type Purchase = PurchaseEvent['event']['event'];

/**
 * Keeps `entitlements` in sync with RevenueCat, whatever store a purchase came from. The user is the id that your app logs in
 * with, the products are RevenueCat's entitlements. One instance for each subscription, and for each other purchase.
 */
export const revenuecatEntitlements = durableSaga(
  {
    revised: anyOf(
      from(
        RevenuecatEvent,
        pipe(
          isRevenuecatEventOfType(
            'INITIAL_PURCHASE',
            'NON_RENEWING_PURCHASE',
            'RENEWAL',
            'CANCELLATION',
            'UNCANCELLATION',
            'BILLING_ISSUE',
            'SUBSCRIPTION_EXTENDED',
            'EXPIRATION',
            'TEMPORARY_ENTITLEMENT_GRANT',
          ),
          filter(({ event }) => grantsSomething(event.event)),
        ),
        (event) => purchaseFact(revised(event)),
      ),
      from(StateEvent, isRevenuecatStateOf('subscription'), (event) => purchaseFact(listed(event))),
    ),
  },
  grantEntitlements,
);

/** Consumables unlock nothing. A cancellation because of billing accompanies the billing issue, which says more. */
function grantsSomething(purchase: Purchase): boolean {
  if (purchase.type === 'NON_RENEWING_PURCHASE') return productsOf(purchase).length > 0;
  return purchase.type !== 'CANCELLATION' || purchase.cancel_reason !== 'BILLING_ERROR';
}

function revised(event: PurchaseEvent): PurchaseState | undefined {
  const { event: purchase } = event.event;
  // All periods of a subscription share the first one.
  const id = idIn(purchase.original_transaction_id) ?? idIn(purchase.transaction_id);
  if (id === undefined) return undefined;
  const state = stateOf(purchase);
  const renews = RENEWING.has(purchase.type) && !ENDING.has(textIn(purchase.period_type));
  return {
    shop: 'revenuecat',
    purchase: id,
    userId: userIdIn(...namesOf(purchase).filter((name) => !isAnonymous(name))),
    customer: textOrNull(purchase.original_app_user_id) ?? textOrNull(purchase.app_user_id),
    products: productsOf(purchase),
    state,
    until: utcOf(graceOf(purchase) ?? purchase.expiration_at_ms),
    renews,
    isFamilyShared: purchase.is_family_share === true,
    environment: purchase.environment === 'SANDBOX' ? 'sandbox' : 'production',
    asOf: asOfState(event, state, renews),
  };
}

/** What RevenueCat told when it was asked. */
function listed(event: StateEvent<RevenuecatSubscription>): PurchaseState | undefined {
  const purchase = listedPurchase(event.event);
  return purchase && { ...purchase, asOf: asOfState(event, purchase.state, purchase.renews) };
}

/** After these the store charges for another period. */
const RENEWING: ReadonlySet<string> = new Set([
  'INITIAL_PURCHASE',
  'RENEWAL',
  'UNCANCELLATION',
  'BILLING_ISSUE',
  'SUBSCRIPTION_EXTENDED',
]);
/** Kinds of periods that no other follows. */
const ENDING: ReadonlySet<string> = new Set(['PROMOTIONAL', 'PREPAID']);

function stateOf(purchase: Purchase): EntitlementState {
  const { type } = purchase;
  if (type === 'BILLING_ISSUE') return 'grace_period';
  if (type === 'EXPIRATION') return endOf(purchase.expiration_reason);
  if (type === 'CANCELLATION' && purchase.cancel_reason === REFUND) return 'revoked';
  return purchase.period_type === 'TRIAL' ? 'trialing' : 'active';
}

const REFUND = 'CUSTOMER_SUPPORT';

function endOf(reason: unknown): EntitlementState {
  if (reason === REFUND) return 'revoked';
  return reason === 'SUBSCRIPTION_PAUSED' ? 'paused' : 'expired';
}

/** The entitlements that a purchase unlocks. A subscription without any is called by its product. */
function productsOf(purchase: Purchase): readonly string[] {
  const { type, entitlement_ids: entitlements, product_id: product } = purchase;
  const named = Array.isArray(entitlements) ? entitlements.filter(isText) : [];
  if (named.length > 0 || type === 'NON_RENEWING_PURCHASE' || !isText(product)) return named;
  return [product];
}

function namesOf({ app_user_id: current, original_app_user_id: original, aliases }: Purchase): readonly unknown[] {
  return [current, original, ...(Array.isArray(aliases) ? aliases : [])];
}
