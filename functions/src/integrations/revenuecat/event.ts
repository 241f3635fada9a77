import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import { ofKinds } from '../../core/integration/state-of.ts';

interface About<Type extends string> {
  /** The same if RevenueCat sends the event again. */
  readonly id: string;
  readonly type: Type;
  /** Unix time in milliseconds. */
  readonly event_timestamp_ms: number;
  readonly app_id?: string | null;
}

/** About a customer. */
interface Customer<Type extends string> extends About<Type> {
  /** The id under which your app identifies the customer; RevenueCat's own anonymous id if it does not. */
  readonly app_user_id: string;
  readonly original_app_user_id?: string | null;
  readonly aliases?: readonly string[] | null;
  readonly subscriber_attributes?: Readonly<
    Record<string, { readonly value?: string; readonly updated_at_ms?: number }>
  >;
}

/** About a purchase of a customer. */
interface Purchase<Type extends string> extends Customer<Type> {
  readonly product_id?: string | null;
  /** The identifiers of the entitlements that the product unlocks. */
  readonly entitlement_ids?: readonly string[] | null;
  /** `NORMAL`, `TRIAL`, `INTRO`, `PROMOTIONAL`, `PREPAID`. */
  readonly period_type?: string | null;
  readonly purchased_at_ms?: number | null;
  /** Null for what never expires. */
  readonly expiration_at_ms?: number | null;
  /** `PRODUCTION` or `SANDBOX`. */
  readonly environment?: string | null;
  /** `APP_STORE`, `PLAY_STORE`, `STRIPE`, … */
  readonly store?: string | null;
  readonly transaction_id?: string | null;
  /** The id of the first transaction of the subscription, which its renewals share. */
  readonly original_transaction_id?: string | null;
  readonly is_family_share?: boolean | null;
  readonly country_code?: string | null;
  /** In US dollars. */
  readonly price?: number | null;
  readonly price_in_purchased_currency?: number | null;
  /** ISO 4217. */
  readonly currency?: string | null;
}

interface Cancellation extends Purchase<'CANCELLATION'> {
  /** `UNSUBSCRIBE`, `BILLING_ERROR`, `DEVELOPER_INITIATED`, `PRICE_INCREASE`, `CUSTOMER_SUPPORT` (refunded), `UNKNOWN`. */
  readonly cancel_reason?: string | null;
}

interface Expiration extends Purchase<'EXPIRATION'> {
  /** As `cancel_reason`, and `SUBSCRIPTION_PAUSED`. */
  readonly expiration_reason?: string | null;
}

interface BillingIssue extends Purchase<'BILLING_ISSUE'> {
  /** Until when the store lets the customer keep what they could not pay for. */
  readonly grace_period_expiration_at_ms?: number | null;
}

/** What RevenueCat sends, by type: the events that most applications need. Others are let through by `isOfType`. */
export interface RevenuecatEvents {
  readonly TEST: RevenuecatBody<Customer<'TEST'>>;
  readonly INITIAL_PURCHASE: RevenuecatBody<Purchase<'INITIAL_PURCHASE'>>;
  readonly NON_RENEWING_PURCHASE: RevenuecatBody<Purchase<'NON_RENEWING_PURCHASE'>>;
  readonly RENEWAL: RevenuecatBody<Purchase<'RENEWAL'>>;
  readonly PRODUCT_CHANGE: RevenuecatBody<Purchase<'PRODUCT_CHANGE'> & { readonly new_product_id?: string | null }>;
  readonly CANCELLATION: RevenuecatBody<Cancellation>;
  readonly UNCANCELLATION: RevenuecatBody<Purchase<'UNCANCELLATION'>>;
  readonly BILLING_ISSUE: RevenuecatBody<BillingIssue>;
  readonly SUBSCRIPTION_PAUSED: RevenuecatBody<
    Purchase<'SUBSCRIPTION_PAUSED'> & { readonly auto_resume_at_ms?: number | null }
  >;
  readonly SUBSCRIPTION_EXTENDED: RevenuecatBody<Purchase<'SUBSCRIPTION_EXTENDED'>>;
  readonly EXPIRATION: RevenuecatBody<Expiration>;
  readonly TEMPORARY_ENTITLEMENT_GRANT: RevenuecatBody<Purchase<'TEMPORARY_ENTITLEMENT_GRANT'>>;
  readonly TRANSFER: RevenuecatBody<
    About<'TRANSFER'> & {
      readonly app_user_id?: undefined;
      readonly transferred_from?: readonly string[];
      readonly transferred_to?: readonly string[];
    }
  >;
}

interface RevenuecatBody<Event> {
  readonly api_version?: string;
  readonly event: Event;
}

export type RevenuecatEventType = keyof RevenuecatEvents;
export type RevenuecatNative = RevenuecatEvents[RevenuecatEventType];
export type RevenuecatEventOfType<Type extends RevenuecatEventType> = EventOf<RevenuecatEvents, Type>;

export const places: EventPlaces<RevenuecatNative> = {
  id: '/event/id',
  type: '/event/type',
  time: '/event/event_timestamp_ms',
  subject: ['/event/app_user_id', '/event/transferred_to/0'],
  related: ['/event/original_app_user_id', '/event/original_transaction_id'],
  source: ['//revenuecat.com/apps/{/event/app_id}', '//revenuecat.com'],
  needs: { '/event/id': 'text' },
};

/**
 * A RevenueCat event on the platform.
 * @see https://www.revenuecat.com/docs/integrations/webhooks/event-types-and-fields
 */
export class RevenuecatEvent extends /* @__PURE__ */ eventClass<RevenuecatEvents>('revenuecat', places) {}

/**
 * Lets through RevenueCat events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(RevenuecatEvent),
 *   isRevenuecatEventOfType('EXPIRATION'),
 *   map(({ event }) => new EndAccess(event.event.app_user_id)),
 * )
 */
export const isRevenuecatEventOfType = /* @__PURE__ */ ofTypes(RevenuecatEvent);

/** A subscription as RevenueCat knows it now, with what its events call it. */
export interface RevenuecatSubscription {
  /** That of the first transaction, as in events. */
  readonly original_transaction_id: string;
  readonly app_user_id: string;
  readonly original_app_user_id: string | null;
  readonly app_id: string | null;
  /** The store's product, as the last event named it. */
  readonly product_id: string | null;
  readonly entitlement_ids: readonly string[];
  /** What the API of RevenueCat answers. @see https://www.revenuecat.com/docs/api-v2/subscription-data-model */
  readonly subscription: {
    readonly status?: unknown;
    readonly gives_access?: unknown;
    readonly auto_renewal_status?: unknown;
    /** Unix time in milliseconds. */
    readonly ends_at?: unknown;
    readonly current_period_ends_at?: unknown;
    readonly environment?: unknown;
    readonly ownership?: unknown;
    readonly [field: string]: unknown;
  };
}

/**
 * Lets through the states of subscriptions that RevenueCat's API told of, since an event may have been missed: as `isOfType` and
 * {@link isRevenuecatEventOfType} let through events.
 */
export const isRevenuecatStateOf = /* @__PURE__ */ ofKinds<{ readonly subscription: RevenuecatSubscription }>(
  'revenuecat',
);
