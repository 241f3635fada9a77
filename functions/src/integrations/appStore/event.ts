import { isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

export type AppStoreEnvironment = 'Production' | 'Sandbox';

/** A purchase, as it is after what happened. @see https://developer.apple.com/documentation/appstoreserverapi/jwstransactiondecodedpayload */
export interface AppStoreTransaction {
  readonly transactionId: string;
  /** The same for all renewals of a subscription. */
  readonly originalTransactionId: string;
  readonly bundleId: string;
  readonly productId: string;
  readonly subscriptionGroupIdentifier?: string;
  /** Unix time in milliseconds, as all dates here. */
  readonly purchaseDate: number;
  readonly originalPurchaseDate?: number;
  /** When the subscription ends or renews. */
  readonly expiresDate?: number;
  readonly quantity?: number;
  readonly type:
    | 'Auto-Renewable Subscription'
    | 'Non-Consumable'
    | 'Consumable'
    | 'Non-Renewing Subscription'
    | (string & {});
  /** The UUID that your app passed with the purchase, to find the customer by. */
  readonly appAccountToken?: string;
  readonly inAppOwnershipType?: 'PURCHASED' | 'FAMILY_SHARED' | (string & {});
  readonly signedDate: number;
  readonly environment: AppStoreEnvironment;
  readonly transactionReason?: 'PURCHASE' | 'RENEWAL' | (string & {});
  readonly isUpgraded?: boolean;
  /** When Apple took the purchase back. */
  readonly revocationDate?: number;
  /** 1: an issue with your app. 0: another reason. */
  readonly revocationReason?: 0 | 1;
  readonly offerType?: number;
  readonly offerIdentifier?: string;
  readonly offerDiscountType?: string;
  /** ISO 3166-1 alpha-3. */
  readonly storefront?: string;
  readonly storefrontId?: string;
  /** In thousandths of the currency: 9990 is 9.99. */
  readonly price?: number;
  /** ISO 4217. */
  readonly currency?: string;
}

/** What comes next for a subscription. @see https://developer.apple.com/documentation/appstoreserverapi/jwsrenewalinfodecodedpayload */
export interface AppStoreRenewal {
  readonly originalTransactionId: string;
  readonly productId: string;
  readonly autoRenewProductId?: string;
  /** 1: it renews. 0: the customer switched that off. */
  readonly autoRenewStatus: 0 | 1;
  /** Why it ended. 1: the customer; 2: billing; 3: a price that was not accepted; 4: the product is gone; 5: other. */
  readonly expirationIntent?: 1 | 2 | 3 | 4 | 5;
  readonly isInBillingRetryPeriod?: boolean;
  /** Until then the customer keeps access although billing failed. */
  readonly gracePeriodExpiresDate?: number;
  readonly priceIncreaseStatus?: 0 | 1;
  readonly offerType?: number;
  readonly offerIdentifier?: string;
  readonly recentSubscriptionStartDate?: number;
  readonly renewalDate?: number;
  readonly renewalPrice?: number;
  readonly currency?: string;
  readonly signedDate: number;
  readonly environment: AppStoreEnvironment;
  readonly appAccountToken?: string;
}

/** What most notifications are about. */
export interface AppStoreData {
  /** Left out in the sandbox. */
  readonly appAppleId?: number;
  readonly bundleId: string;
  readonly bundleVersion?: string;
  readonly environment: AppStoreEnvironment;
  /** Of the subscription. 1: active; 2: expired; 3: billing retry; 4: grace period; 5: revoked. */
  readonly status?: 1 | 2 | 3 | 4 | 5;
  readonly consumptionRequestReason?: string;
  readonly signedTransactionInfo?: string;
  /** `signedTransactionInfo`, decoded. */
  readonly transactionInfo?: AppStoreTransaction;
  readonly signedRenewalInfo?: string;
  /** `signedRenewalInfo`, decoded. */
  readonly renewalInfo?: AppStoreRenewal;
}

/** What is asked of Apple for many subscriptions at once. */
interface Summary {
  readonly requestIdentifier: string;
  readonly environment: AppStoreEnvironment;
  readonly appAppleId?: number;
  readonly bundleId: string;
  readonly productId: string;
  readonly storefrontCountryCodes?: readonly string[];
  readonly succeededCount: number;
  readonly failedCount: number;
}

interface ExternalPurchaseToken {
  readonly externalPurchaseId: string;
  readonly tokenCreationDate?: number;
  readonly appAppleId?: number;
  readonly bundleId: string;
}

interface AppData {
  readonly appAppleId?: number;
  readonly bundleId: string;
  readonly environment: AppStoreEnvironment;
  readonly signedAppTransactionInfo?: string;
  readonly appTransactionInfo?: Readonly<Record<string, unknown>>;
}

/** The subtypes of each type; a type without any stands alone. @see https://developer.apple.com/documentation/appstoreservernotifications/notificationtype */
interface Subtypes {
  readonly CONSUMPTION_REQUEST: never;
  readonly DID_CHANGE_RENEWAL_PREF: 'DOWNGRADE' | 'UPGRADE';
  readonly DID_CHANGE_RENEWAL_STATUS: 'AUTO_RENEW_DISABLED' | 'AUTO_RENEW_ENABLED';
  readonly DID_FAIL_TO_RENEW: 'GRACE_PERIOD';
  readonly DID_RENEW: 'BILLING_RECOVERY';
  readonly EXPIRED: 'VOLUNTARY' | 'BILLING_RETRY' | 'PRICE_INCREASE' | 'PRODUCT_NOT_FOR_SALE';
  readonly EXTERNAL_PURCHASE_TOKEN: 'UNREPORTED' | 'CREATED' | 'ACTIVE_TOKEN_REMINDER';
  readonly GRACE_PERIOD_EXPIRED: never;
  readonly METADATA_UPDATE: never;
  readonly MIGRATION: never;
  readonly OFFER_REDEEMED: 'DOWNGRADE' | 'UPGRADE';
  readonly ONE_TIME_CHARGE: never;
  readonly PRICE_CHANGE: never;
  readonly PRICE_INCREASE: 'ACCEPTED' | 'PENDING';
  readonly REFUND: never;
  readonly REFUND_DECLINED: never;
  readonly REFUND_REVERSED: never;
  readonly RENEWAL_EXTENDED: never;
  readonly RENEWAL_EXTENSION: 'SUMMARY' | 'FAILURE';
  readonly RESCIND_CONSENT: never;
  readonly REVOKE: never;
  readonly SUBSCRIBED: 'INITIAL_BUY' | 'RESUBSCRIBE';
  readonly TEST: never;
}

interface Subjects {
  readonly EXTERNAL_PURCHASE_TOKEN: { readonly externalPurchaseToken: ExternalPurchaseToken };
  readonly RENEWAL_EXTENSION: { readonly summary?: Summary; readonly data?: AppStoreData };
  readonly RESCIND_CONSENT: { readonly appData: AppData };
}

type Notification<Type extends keyof Subtypes, Subtype> = {
  readonly notificationType: Type;
  readonly subtype?: Subtype;
  /** The same if the notification is sent again. */
  readonly notificationUUID: string;
  readonly version?: string;
  /** Unix time in milliseconds. */
  readonly signedDate: number;
} & (Type extends keyof Subjects ? Subjects[Type] : { readonly data: AppStoreData });

type ByType = { readonly [Type in keyof Subtypes]: Notification<Type, Subtypes[Type]> };

type WithSubtype = { readonly [Type in keyof Subtypes]: `${Type}.${Subtypes[Type]}` }[keyof Subtypes];

type OfType<Type extends string> = Type extends `${infer First extends keyof Subtypes}.${infer Second}`
  ? Notification<First, Second> & { readonly subtype: Second }
  : never;

/** Notifications by type: `SUBSCRIBED.INITIAL_BUY`, or `SUBSCRIBED` with any subtype or none. */
export type AppStoreEvents = ByType & { readonly [Type in WithSubtype]: OfType<Type> };
export type AppStoreEventType = keyof AppStoreEvents;
export type AppStoreNative = ByType[keyof ByType];
export type AppStoreEventOfType<Type extends AppStoreEventType> = EventOf<AppStoreEvents, Type>;

export const places: EventPlaces<AppStoreNative> = {
  id: '/notificationUUID',
  type: ({ notificationType, subtype }) => (isText(subtype) ? `${notificationType}.${subtype}` : notificationType),
  time: '/signedDate',
  subject: ['/data/transactionInfo/originalTransactionId', '/externalPurchaseToken/externalPurchaseId'],
  source: [
    '//apps.apple.com/{/data/bundleId}',
    '//apps.apple.com/{/summary/bundleId}',
    '//apps.apple.com/{/externalPurchaseToken/bundleId}',
    '//apps.apple.com/{/appData/bundleId}',
  ],
  needs: { '/notificationType': 'text' },
};

/**
 * A notification of the App Store on the platform. `event.data.transactionInfo` and `event.data.renewalInfo` are decoded.
 * @see https://developer.apple.com/documentation/appstoreservernotifications/notificationtype
 */
export class AppStoreEvent extends /* @__PURE__ */ eventClass<AppStoreEvents>('appStore', places) {}

/**
 * Lets through notifications of the given types: with one subtype (`EXPIRED.VOLUNTARY`), or with any or none (`EXPIRED`).
 * @example
 * events$.pipe(
 *   isOfType(AppStoreEvent),
 *   isAppStoreEventOfType('SUBSCRIBED', 'DID_RENEW'),
 *   map(({ event }) => event.data.transactionInfo),
 * )
 */
export const isAppStoreEventOfType = /* @__PURE__ */ ofTypes(
  AppStoreEvent,
  ({ envelope, event }, wanted) => wanted.has(envelope.eventtype) || wanted.has(event.notificationType),
);
