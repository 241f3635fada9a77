import type Stripe from 'stripe';
import { isJsonObject, isText } from '../../core/event/json.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import type { NewerStripeNative } from './newer-events.ts';
import { siblingOf } from './thin-siblings.ts';

/** What Stripe sends: a snapshot event (v1), or the notification of a thin event (v2). */
export type StripeNative = Stripe.Event | Stripe.V2.Core.EventNotification | NewerStripeNative;

export const places: EventPlaces<StripeNative> = {
  id: '/id',
  type: '/type',
  // In Unix seconds in snapshots, in RFC 3339 in thin events.
  time: '/created',
  subject: (native) => {
    const related = 'related_object' in native ? native.related_object : undefined;
    const object: unknown = native.object === 'event' ? native.data.object : related;
    return isJsonObject(object) ? object['id'] : undefined;
  },
  related: [
    '/data/object/customer',
    '/data/object/customer_email',
    '/data/object/email',
    '/data/object/customer_details/email',
    '/data/object/subscription',
    '/data/object/parent/subscription_details/subscription',
    '/data/object/invoice',
    '/data/object/payment_intent',
    '/data/object/metadata/order_id',
  ],
  // While an account sends both styles of events, it sends each occurrence twice.
  // @see https://docs.stripe.com/webhooks/migrate-snapshot-to-thin-events
  occurrence: (native) =>
    native.object === 'v2.core.event' && siblingOf(native.type) !== undefined ? native.snapshot_event : undefined,
  // The account is part of the source, because Connect platforms receive the events of many accounts.
  source: [(native) => sourceOf(accountOf(native)), '//stripe.com'],
};

function sourceOf(account: string | undefined): string | undefined {
  return account === undefined ? undefined : `//stripe.com/accounts/${account}`;
}

/** The fields that name the account of an event. */
type Accounted =
  | { readonly object: 'event'; readonly account?: string; readonly context?: string }
  | { readonly object: 'v2.core.event'; readonly context?: { toString(): string } };

/** The account of an event: one connected to a platform, or one of an organization; undefined for your own. */
export function accountOf(native: Accounted): string | undefined {
  const account = native.object === 'event' ? (native.account ?? native.context) : native.context?.toString();
  // Some payloads have null instead of an absent field, whatever the types say.
  return isText(account) ? account : undefined;
}

/** Whether parsed JSON has the structure that every snapshot event has. */
export function isSnapshot(value: unknown): value is Stripe.Event {
  return (
    isJsonObject(value) &&
    value['object'] === 'event' &&
    isText(value['id']) &&
    isText(value['type']) &&
    Number.isSafeInteger(value['created']) &&
    isJsonObject(value['data']) &&
    isJsonObject(value['data']['object'])
  );
}

/** Whether parsed JSON has the structure that every thin event has. */
export function isNotification(value: unknown): boolean {
  return (
    isJsonObject(value) &&
    value['object'] === 'v2.core.event' &&
    isText(value['id']) &&
    isText(value['type']) &&
    isText(value['created'])
  );
}

/** The id of an event of any kind: Stripe calls them `event`, `v2.core.event`, and may add other names. */
export function eventIdIn(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const { id, object } = value;
  return isText(id) && isText(object) && /(?:^|\.)event$/.test(object) ? id : undefined;
}
