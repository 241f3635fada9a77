import { isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import { ofKinds } from '../../core/integration/state-of.ts';

/** What happened to a subscription, by the number in its notification. */
const SUBSCRIPTION_TYPES = {
  1: 'SUBSCRIPTION_RECOVERED',
  2: 'SUBSCRIPTION_RENEWED',
  3: 'SUBSCRIPTION_CANCELED',
  4: 'SUBSCRIPTION_PURCHASED',
  5: 'SUBSCRIPTION_ON_HOLD',
  6: 'SUBSCRIPTION_IN_GRACE_PERIOD',
  7: 'SUBSCRIPTION_RESTARTED',
  8: 'SUBSCRIPTION_PRICE_CHANGE_CONFIRMED',
  9: 'SUBSCRIPTION_DEFERRED',
  10: 'SUBSCRIPTION_PAUSED',
  11: 'SUBSCRIPTION_PAUSE_SCHEDULE_CHANGED',
  12: 'SUBSCRIPTION_REVOKED',
  13: 'SUBSCRIPTION_EXPIRED',
  17: 'SUBSCRIPTION_ITEMS_CHANGED',
  18: 'SUBSCRIPTION_CANCELLATION_SCHEDULED',
  19: 'SUBSCRIPTION_PRICE_CHANGE_UPDATED',
  20: 'SUBSCRIPTION_PENDING_PURCHASE_CANCELED',
  22: 'SUBSCRIPTION_PRICE_STEP_UP_CONSENT_UPDATED',
} as const;

const ONE_TIME_TYPES = { 1: 'ONE_TIME_PRODUCT_PURCHASED', 2: 'ONE_TIME_PRODUCT_CANCELED' } as const;

type SubscriptionType = (typeof SUBSCRIPTION_TYPES)[keyof typeof SUBSCRIPTION_TYPES];
type OneTimeType = (typeof ONE_TIME_TYPES)[keyof typeof ONE_TIME_TYPES];

interface Notification {
  readonly version?: string;
  readonly packageName: string;
  /** Unix time in milliseconds, as text. */
  readonly eventTimeMillis: string;
}

interface SubscriptionNotification extends Notification {
  readonly subscriptionNotification: {
    readonly version?: string;
    readonly notificationType: number;
    /** Names the purchase in the Google Play Developer API. */
    readonly purchaseToken: string;
    readonly subscriptionId?: string;
  };
}

interface OneTimeProductNotification extends Notification {
  readonly oneTimeProductNotification: {
    readonly version?: string;
    readonly notificationType: number;
    readonly purchaseToken: string;
    readonly sku: string;
  };
}

interface VoidedPurchaseNotification extends Notification {
  readonly voidedPurchaseNotification: {
    readonly purchaseToken: string;
    readonly orderId: string;
    /** 1: a subscription. 2: a one-time product. */
    readonly productType: 1 | 2;
    /** 1: all of it. 2: some of a purchase of several. */
    readonly refundType: 1 | 2;
  };
}

interface PendingRefundReviewNotification extends Notification {
  readonly pendingRefundReviewNotification: { readonly purchaseToken?: string; readonly [field: string]: unknown };
}

interface TestNotification extends Notification {
  readonly testNotification: { readonly version?: string };
}

type Subscriptions = { readonly [Type in SubscriptionType]: SubscriptionNotification };
type OneTimeProducts = { readonly [Type in OneTimeType]: OneTimeProductNotification };

/** Notifications by type, as Google names them. @see https://developer.android.com/google/play/billing/rtdn-reference */
export interface GooglePlayEvents extends Subscriptions, OneTimeProducts {
  readonly VOIDED_PURCHASE: VoidedPurchaseNotification;
  readonly PENDING_REFUND_REVIEW: PendingRefundReviewNotification;
  readonly TEST: TestNotification;
}

export type GooglePlayEventType = keyof GooglePlayEvents;
export type GooglePlayNative = GooglePlayEvents[GooglePlayEventType];
export type GooglePlayEventOfType<Type extends GooglePlayEventType> = EventOf<GooglePlayEvents, Type>;

export const places: EventPlaces<GooglePlayNative> = {
  // The id that Pub/Sub gave the message, which is the same for each subscription of the topic.
  id: ['body:/message/messageId', 'header:x-goog-pubsub-message-id', 'digest'],
  type: typeOf,
  time: '/eventTimeMillis',
  subject: (native) => partOf(native)?.purchaseToken,
  source: '//play.google.com/{/packageName}',
  needs: { '/packageName': 'text' },
};

/**
 * A notification of Google Play on the platform.
 * @see https://developer.android.com/google/play/billing/rtdn-reference
 */
export class GooglePlayEvent extends /* @__PURE__ */ eventClass<GooglePlayEvents>('googlePlay', places) {}

/**
 * Lets through notifications of the given types.
 * @example
 * events$.pipe(
 *   isOfType(GooglePlayEvent),
 *   isGooglePlayEventOfType('SUBSCRIPTION_PURCHASED', 'SUBSCRIPTION_RENEWED'),
 *   map(({ event }) => new FetchSubscription(event.packageName, event.subscriptionNotification.purchaseToken)),
 * )
 */
export const isGooglePlayEventOfType = /* @__PURE__ */ ofTypes(GooglePlayEvent);

/** A purchase as Google knows it now. */
export interface GooglePlayPurchase {
  readonly packageName: string;
  readonly purchaseToken: string;
  /** Or a product that is bought once. */
  readonly isSubscription: boolean;
  /** Whether Google lists it among those whose money went back. */
  readonly isVoided: boolean;
  /** What the Google Play Developer API answers, by `purchases.subscriptionsv2` or `purchases.productsv2`. */
  readonly purchase: Readonly<Record<string, unknown>>;
}

/**
 * Lets through the states of purchases that Google's API told of, since a notification may have been missed: as `isOfType` and
 * {@link isGooglePlayEventOfType} let through notifications.
 */
export const isGooglePlayStateOf = /* @__PURE__ */ ofKinds<{ readonly purchase: GooglePlayPurchase }>('googlePlay');

function typeOf(native: GooglePlayNative): string | undefined {
  if ('subscriptionNotification' in native)
    return named('SUBSCRIPTION', SUBSCRIPTION_TYPES, native.subscriptionNotification);
  if ('oneTimeProductNotification' in native)
    return named('ONE_TIME_PRODUCT', ONE_TIME_TYPES, native.oneTimeProductNotification);
  if ('voidedPurchaseNotification' in native) return 'VOIDED_PURCHASE';
  if ('pendingRefundReviewNotification' in native) return 'PENDING_REFUND_REVIEW';
  return 'testNotification' in native ? 'TEST' : undefined;
}

/** `SUBSCRIPTION_23` for a number that is newer than this list. */
function named(
  kind: string,
  names: Readonly<Record<number, string>>,
  part: { readonly notificationType?: unknown } | null | undefined,
): string | undefined {
  const type = part?.notificationType;
  return typeof type === 'number' ? (names[type] ?? `${kind}_${type}`) : undefined;
}

function partOf(native: GooglePlayNative): { readonly purchaseToken?: string } | undefined {
  const parts: readonly unknown[] = Object.values(native);
  return parts.find(hasToken);
}

function hasToken(part: unknown): part is { readonly purchaseToken: string } {
  return typeof part === 'object' && part !== null && 'purchaseToken' in part && isText(part.purchaseToken);
}
