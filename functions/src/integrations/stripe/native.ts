import type Stripe from 'stripe';
import { isJsonObject } from '../../core/event/json.ts';

/** What Stripe sends: a snapshot event (v1), or the notification of a thin event (v2). */
export type StripeNative = Stripe.Event | Stripe.V2.Core.EventNotification;

/** The account that an event belongs to: one connected to a platform, one of an organisation; undefined for one's own. */
export function accountOf(native: StripeNative): string | undefined {
  const account = native.object === 'event' ? (native.account ?? native.context) : native.context?.toString();
  // Absent is null in some payloads, whatever the types say.
  return account || undefined;
}

/** Whether parsed JSON has the structure that every snapshot event has. */
export function isSnapshot(value: unknown): value is Stripe.Event {
  return (
    isJsonObject(value) &&
    value['object'] === 'event' &&
    isName(value['id']) &&
    isName(value['type']) &&
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
    isName(value['id']) &&
    isName(value['type']) &&
    typeof value['created'] === 'string' &&
    !Number.isNaN(Date.parse(value['created']))
  );
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
