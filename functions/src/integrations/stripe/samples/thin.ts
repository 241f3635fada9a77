import type Stripe from 'stripe';
import type { At } from './at.ts';

type Notification = Stripe.V2.Core.EventNotification;

/** What Stripe sends for a thin event: the fields that the SDK defines for its type, without the SDK's methods. */
type Sent<Type extends Notification['type']> = Omit<
  Extract<Notification, { type: Type }>,
  'id' | 'object' | 'type' | 'created' | 'livemode' | 'fetchEvent' | 'fetchRelatedObject'
>;

type ThinFields = { readonly [Type in Notification['type']]?: (at: At) => Sent<Type> } & {
  /** In public preview, so that the SDK does not have it yet. */
  readonly 'v2.core.health.event_generation_failure.resolved': (at: At) => object;
};

export const THIN = {
  'v1.billing.meter.error_report_triggered': (at) => ({
    related_object: { id: `mtr_${at.id}`, type: 'billing.meter', url: `/v1/billing/meters/mtr_${at.id}` },
  }),
  'v1.customer.updated': (at) => siblingAbout(at, 'customer', `cus_${at.id}`),
  'v1.customer.subscription.deleted': (at) => siblingAbout(at, 'subscription', `sub_${at.id}`),
  'v1.invoice.paid': (at) => siblingAbout(at, 'invoice', `in_${at.id}`),
  'v2.core.account.created': aboutAccount,
  'v2.core.account.updated': aboutAccount,
  'v2.core.account[requirements].updated': aboutAccount,
  'v2.core.account.closed': aboutAccount,
  'v2.core.health.event_generation_failure.resolved': () => ({}),
  'v2.core.event_destination.ping': (at) => ({
    related_object: {
      id: `ed_test_${at.id}`,
      type: 'v2.core.event_destination',
      url: `/v2/core/event_destinations/ed_test_${at.id}`,
    },
  }),
} as const satisfies ThinFields;

/** A whole thin event. Its times have milliseconds, and it contains neither object nor data. */
export function thinEvent(type: keyof typeof THIN, at: At) {
  return {
    id: `evt_test_${at.id}`,
    object: 'v2.core.event',
    created: at.now.toISOString(),
    livemode: false,
    reason: { type: 'request', request: { id: `req_${at.id}`, idempotency_key: null } },
    type,
    ...THIN[type](at),
  } as const;
}

/** What the thin sibling of a snapshot event has. */
function siblingAbout(at: At, type: string, id: string) {
  return { snapshot_event: `evt_${at.id}`, related_object: { id, type, url: `/v1/${type}s/${id}` } };
}

function aboutAccount(at: At) {
  return {
    related_object: { id: `acct_${at.id}`, type: 'v2.core.account', url: `/v2/core/accounts/acct_${at.id}` },
  };
}
