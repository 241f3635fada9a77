import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import type { LicenseKey, Order, Subscription, SubscriptionInvoice } from './resources.ts';

export type * from './resources.ts';

/** What each event shows, as a resource of JSON:API: its type and its attributes. */
interface Resources {
  readonly order_created: ['orders', Order];
  readonly order_refunded: ['orders', Order];
  readonly subscription_created: ['subscriptions', Subscription];
  readonly subscription_updated: ['subscriptions', Subscription];
  readonly subscription_cancelled: ['subscriptions', Subscription];
  readonly subscription_resumed: ['subscriptions', Subscription];
  readonly subscription_expired: ['subscriptions', Subscription];
  readonly subscription_paused: ['subscriptions', Subscription];
  readonly subscription_unpaused: ['subscriptions', Subscription];
  readonly subscription_plan_changed: ['subscriptions', Subscription];
  readonly subscription_payment_success: ['subscription-invoices', SubscriptionInvoice];
  readonly subscription_payment_failed: ['subscription-invoices', SubscriptionInvoice];
  readonly subscription_payment_recovered: ['subscription-invoices', SubscriptionInvoice];
  readonly subscription_payment_refunded: ['subscription-invoices', SubscriptionInvoice];
  readonly license_key_created: ['license-keys', LicenseKey];
  readonly license_key_updated: ['license-keys', LicenseKey];
}

interface OfType<Type extends keyof Resources> {
  readonly meta: {
    readonly event_name: Type;
    readonly webhook_id?: string;
    readonly test_mode?: boolean;
    /** What you passed to the checkout. */
    readonly custom_data?: Readonly<Record<string, unknown>>;
  };
  readonly data: {
    readonly type: Resources[Type][0];
    readonly id: string;
    readonly attributes: Resources[Type][1];
    readonly relationships?: Readonly<Record<string, unknown>>;
    readonly links?: { readonly self?: string };
  };
}

/** What Lemon Squeezy sends, by type. @see https://docs.lemonsqueezy.com/help/webhooks/event-types */
export type LemonsqueezyEvents = { readonly [Type in keyof Resources]: OfType<Type> };
export type LemonsqueezyEventType = keyof LemonsqueezyEvents;
export type LemonsqueezyNative = LemonsqueezyEvents[LemonsqueezyEventType];
export type LemonsqueezyEventOfType<Type extends LemonsqueezyEventType> = EventOf<LemonsqueezyEvents, Type>;

export const places: EventPlaces<LemonsqueezyNative> = {
  // Events have no id. If Lemon Squeezy sends one again, its bytes are the same, and so is their digest.
  type: '/meta/event_name',
  time: ['/data/attributes/updated_at', '/data/attributes/created_at', 'arrival'],
  subject: '/data/id',
  related: [
    '/data/attributes/customer_id',
    '/data/attributes/user_email',
    '/data/attributes/order_id',
    '/data/attributes/order_number',
    '/data/attributes/subscription_id',
    '/meta/custom_data/user_id',
  ],
  source: ['//lemonsqueezy.com/stores/{/data/attributes/store_id}', '//lemonsqueezy.com'],
  needs: { '/data': 'object' },
};

/**
 * A Lemon Squeezy event on the platform.
 * @see https://docs.lemonsqueezy.com/help/webhooks/event-types
 */
export class LemonsqueezyEvent extends /* @__PURE__ */ eventClass<LemonsqueezyEvents>('lemonsqueezy', places) {}

/**
 * Lets through Lemon Squeezy events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(LemonsqueezyEvent),
 *   isLemonsqueezyEventOfType('subscription_expired'),
 *   map(({ event }) => new EndAccess(event.data.attributes.customer_id)),
 * )
 */
export const isLemonsqueezyEventOfType = /* @__PURE__ */ ofTypes(LemonsqueezyEvent);
