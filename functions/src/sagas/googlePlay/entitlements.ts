import {
  anyOf,
  type AsOf,
  type Completion,
  durableSaga,
  from,
  type IntegrationEvent,
  StateEvent,
} from 'integration-service';
import {
  GooglePlayEvent,
  type GooglePlayEventOfType,
  type GooglePlayPurchase,
  isGooglePlayEventOfType,
  isGooglePlayStateOf,
} from 'integration-service/googlePlay';
import { googlePlayPurchases } from 'integration-service/googlePlay/client';
import type { EntitlementState } from '../shared/entitlements.ts';
import { idsIn, objectIn, objectsIn, textIn } from '../shared/fields.ts';
import { asOfState, earlierOf, grantEntitlements, purchaseFact, type PurchaseState } from '../shared/purchases.ts';
import { utcOf } from '../shared/times.ts';
import { userIdIn } from '../shared/user-id.ts';

const TYPES = [
  'SUBSCRIPTION_PURCHASED',
  'SUBSCRIPTION_RENEWED',
  'SUBSCRIPTION_RECOVERED',
  'SUBSCRIPTION_RESTARTED',
  'SUBSCRIPTION_CANCELED',
  'SUBSCRIPTION_CANCELLATION_SCHEDULED',
  'SUBSCRIPTION_IN_GRACE_PERIOD',
  'SUBSCRIPTION_ON_HOLD',
  'SUBSCRIPTION_PAUSED',
  'SUBSCRIPTION_DEFERRED',
  'SUBSCRIPTION_ITEMS_CHANGED',
  'SUBSCRIPTION_REVOKED',
  'SUBSCRIPTION_EXPIRED',
  'SUBSCRIPTION_PENDING_PURCHASE_CANCELED',
  'ONE_TIME_PRODUCT_PURCHASED',
  'ONE_TIME_PRODUCT_CANCELED',
  'VOIDED_PURCHASE',
] as const;

type PurchaseEvent = GooglePlayEventOfType<(typeof TYPES)[number]>;
type Found = Readonly<Record<string, unknown>>;

/** A notification or a state, and the purchase as Google knows it now. */
interface Told {
  readonly event: IntegrationEvent;
  readonly token: string;
  readonly isSubscription: boolean;
  /** Whether the money went back. */
  readonly isVoided: boolean;
  readonly purchase: Found;
}

/** A notification only names its purchase, and a pushed one is signed by nobody: what counts is what Google answers. */
const asked: Completion<PurchaseEvent, Told> = {
  atHand: () => undefined,
  async fetch(event, { use, signal }) {
    const { token, isSubscription } = namedIn(event);
    const named = { packageName: textIn(event.event.packageName), purchaseToken: token };
    const purchases = await use(googlePlayPurchases);
    const purchase = await (isSubscription ? purchases.subscription(named, signal) : purchases.product(named, signal));
    const isVoided = REVOKING.has(event.envelope.eventtype);
    return purchase && { event, token, isSubscription, isVoided, purchase };
  },
};

/**
 * Keeps `entitlements` in sync with Google Play: with subscriptions, and with products that are bought once and kept. The user
 * is the `obfuscatedAccountId` that your app passes with the purchase. One instance for each purchase token. It learns of a
 * purchase by notifications, and by the states that are asked for in case one was missed.
 */
export const googlePlayEntitlements = durableSaga(
  {
    revised: anyOf(
      from(GooglePlayEvent, isGooglePlayEventOfType(...TYPES), factOf, asked),
      from(StateEvent, isGooglePlayStateOf('purchase'), (event) => factOf(toldBy(event))),
    ),
  },
  grantEntitlements,
);

function factOf(told: Told) {
  return purchaseFact(told.isSubscription ? subscribed(told) : bought(told));
}

/** A state has what Google knows. */
function toldBy(event: StateEvent<GooglePlayPurchase>): Told {
  const { purchaseToken: token, isSubscription, isVoided, purchase } = event.event;
  return { event, token, isSubscription, isVoided, purchase };
}

function namedIn({ event }: PurchaseEvent): Pick<Told, 'token' | 'isSubscription'> {
  if ('subscriptionNotification' in event)
    return { token: textIn(event.subscriptionNotification.purchaseToken), isSubscription: true };
  if ('oneTimeProductNotification' in event)
    return { token: textIn(event.oneTimeProductNotification.purchaseToken), isSubscription: false };
  const { purchaseToken, productType } = event.voidedPurchaseNotification;
  return { token: textIn(purchaseToken), isSubscription: productType === 1 };
}

/** What Google's state of a subscription means. */
const STATES: ReadonlyMap<unknown, EntitlementState> = new Map([
  ['SUBSCRIPTION_STATE_ACTIVE', 'active'],
  // It will not be renewed, and lasts until it expires.
  ['SUBSCRIPTION_STATE_CANCELED', 'active'],
  ['SUBSCRIPTION_STATE_IN_GRACE_PERIOD', 'grace_period'],
  ['SUBSCRIPTION_STATE_ON_HOLD', 'billing_retry'],
  ['SUBSCRIPTION_STATE_PAUSED', 'paused'],
  ['SUBSCRIPTION_STATE_EXPIRED', 'expired'],
  ['SUBSCRIPTION_STATE_PENDING_PURCHASE_CANCELED', 'expired'],
]);

function subscribed({ event, token, isVoided, purchase }: Told): PurchaseState {
  const items = objectsIn(purchase['lineItems']);
  const known = STATES.get(purchase['subscriptionState']) ?? 'pending';
  const isTrial = known === 'active' && items.some(({ offerPhase: phase }) => 'freeTrial' in objectIn(phase));
  const isTakenBack = known === 'expired' && isVoided;
  const state = isTrial ? 'trialing' : isTakenBack ? 'revoked' : known;
  const renews = items.some(({ autoRenewingPlan: plan }) => objectIn(plan)['autoRenewEnabled'] === true);
  const account = objectIn(purchase['externalAccountIdentifiers']);
  return {
    shop: 'googlePlay',
    purchase: token,
    userId: userIdIn(account['obfuscatedExternalAccountId']),
    customer: null,
    products: idsIn(...items.map(({ productId }) => productId)),
    state,
    until: latestOf(items.map(({ expiryTime }) => utcOf(expiryTime))),
    renews,
    environment: purchase['testPurchase'] === undefined ? 'production' : 'sandbox',
    asOf: momentOf(event, state, renews),
  };
}

/** Notifications after which a subscription that has ended did so because the money went back. */
const REVOKING: ReadonlySet<string> = new Set(['SUBSCRIPTION_REVOKED', 'VOIDED_PURCHASE']);

/** Google tells a product that is consumed from one that is kept only once it is consumed; it grants nothing then. */
function bought({ event, token, purchase }: Told): PurchaseState | undefined {
  const kept = objectsIn(purchase['productLineItem']).filter(
    ({ productOfferDetails: details }) => objectIn(details)['consumptionState'] !== 'CONSUMPTION_STATE_CONSUMED',
  );
  if (kept.length === 0) return undefined;
  const state = BOUGHT.get(objectIn(purchase['purchaseStateContext'])['purchaseState']) ?? 'pending';
  const asOf = momentOf(event, state, false);
  return {
    shop: 'googlePlay',
    purchase: token,
    userId: userIdIn(purchase['obfuscatedExternalAccountId']),
    customer: null,
    products: idsIn(...kept.map(({ productId }) => productId)),
    state,
    until: state === 'revoked' ? asOf.time : null,
    renews: false,
    environment: purchase['testPurchaseContext'] === undefined ? 'production' : 'sandbox',
    asOf,
  };
}

const BOUGHT: ReadonlyMap<unknown, EntitlementState> = new Map([
  ['PURCHASED', 'active'],
  ['PENDING', 'pending'],
  ['CANCELLED', 'revoked'],
]);

/** Nobody signs the time in a pushed notification: one of the future would stand against all that follow. */
function momentOf(event: IntegrationEvent, state: EntitlementState, renews: boolean): AsOf {
  const asOf = asOfState(event, state, renews);
  return { ...asOf, time: earlierOf(asOf.time, event.envelope.receivedtime) ?? asOf.time };
}

function latestOf(times: readonly (string | null)[]): string | null {
  return (
    times
      .flatMap((time) => time ?? [])
      .toSorted()
      .at(-1) ?? null
  );
}
