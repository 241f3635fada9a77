import { durableSaga, from } from 'integration-service';
import {
  AppStoreEvent,
  type AppStoreEventOfType,
  type AppStoreTransaction,
  isAppStoreEventOfType,
} from 'integration-service/appStore';
import type { EntitlementState } from '../shared/entitlements.ts';
import { idOrNull, idsIn } from '../shared/fields.ts';
import { asOfState, grantEntitlements, purchaseFact, type PurchaseState } from '../shared/purchases.ts';
import { utcOf } from '../shared/times.ts';
import { userIdIn } from '../shared/user-id.ts';

type PurchaseEvent = AppStoreEventOfType<
  | 'SUBSCRIBED'
  | 'DID_RENEW'
  | 'DID_CHANGE_RENEWAL_STATUS'
  | 'DID_CHANGE_RENEWAL_PREF'
  | 'DID_FAIL_TO_RENEW'
  | 'GRACE_PERIOD_EXPIRED'
  | 'EXPIRED'
  | 'OFFER_REDEEMED'
  | 'ONE_TIME_CHARGE'
  | 'REFUND'
  | 'REFUND_REVERSED'
  | 'RENEWAL_EXTENDED'
  | 'REVOKE'
>;

/** What Apple's status of a subscription means. */
const STATES: ReadonlyMap<number | undefined, EntitlementState> = new Map([
  [1, 'active'],
  [2, 'expired'],
  [3, 'billing_retry'],
  [4, 'grace_period'],
  [5, 'revoked'],
]);

/**
 * Keeps `entitlements` in sync with the App Store: with subscriptions, and with products that are bought once and kept. The
 * user is the `appAccountToken` that your app passes with the purchase. One instance for each subscription or product.
 */
export const appStoreEntitlements = durableSaga(
  {
    revised: from(
      AppStoreEvent,
      isAppStoreEventOfType(
        'SUBSCRIBED',
        'DID_RENEW',
        'DID_CHANGE_RENEWAL_STATUS',
        'DID_CHANGE_RENEWAL_PREF',
        'DID_FAIL_TO_RENEW',
        'GRACE_PERIOD_EXPIRED',
        'EXPIRED',
        'OFFER_REDEEMED',
        'ONE_TIME_CHARGE',
        'REFUND',
        'REFUND_REVERSED',
        'RENEWAL_EXTENDED',
        'REVOKE',
      ),
      (event) => purchaseFact(revised(event)),
    ),
  },
  grantEntitlements,
);

function revised(event: PurchaseEvent): PurchaseState | undefined {
  const { status, transactionInfo: transaction, renewalInfo: renewal, environment } = event.event.data;
  const id = idOrNull(transaction?.originalTransactionId);
  if (transaction === undefined || id === null || !isKept(transaction)) return undefined;
  const isSubscription = transaction.type === 'Auto-Renewable Subscription';
  const isTakenBack = transaction.revocationDate !== undefined;
  // The refund of an earlier period takes nothing from the present one, and the transaction is the earlier one.
  if (isSubscription && status === 1 && isTakenBack) return undefined;
  const known = isSubscription ? (STATES.get(status) ?? 'pending') : isTakenBack ? 'revoked' : 'active';
  const isTrial = known === 'active' && transaction.offerDiscountType === 'FREE_TRIAL';
  const state = isTrial ? 'trialing' : known;
  const renews = isSubscription && renewal?.autoRenewStatus === 1;
  return {
    shop: 'appStore',
    purchase: id,
    userId: userIdIn(transaction.appAccountToken, renewal?.appAccountToken),
    customer: null,
    products: idsIn(transaction.productId),
    state,
    until: untilOf(state, transaction, renewal?.gracePeriodExpiresDate),
    renews,
    isFamilyShared: transaction.inAppOwnershipType === 'FAMILY_SHARED',
    environment: environment === 'Production' ? 'production' : 'sandbox',
    asOf: asOfState(event, state, renews),
  };
}

/** Consumables grant nothing, and Apple does not report the end of a subscription that does not renew. */
function isKept({ type }: AppStoreTransaction): boolean {
  return type === 'Auto-Renewable Subscription' || type === 'Non-Consumable';
}

function untilOf(state: EntitlementState, transaction: AppStoreTransaction, graceEnd: number | undefined) {
  if (state === 'revoked') return utcOf(transaction.revocationDate);
  return (state === 'grace_period' ? utcOf(graceEnd) : null) ?? utcOf(transaction.expiresDate);
}
