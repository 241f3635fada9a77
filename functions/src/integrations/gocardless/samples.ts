import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { GocardlessEventType } from './event.ts';
import { gocardless } from './index.ts';

/** Realistic GoCardless events: a direct debit, its refund, a mandate and a subscription. */
export const gocardlessSamples = samplesOf(gocardless, {
  secret: () => randomBytes(20).toString('base64url'),
  around: (type, fields, { id, now }) => {
    const [resource_type, action] = type.split('.');
    const event = {
      id: `EV00SAMPLE${id}`,
      created_at: now.toISOString(),
      resource_type,
      action,
      metadata: {},
      resource_metadata: { order_id: `shop-order-${id}`, user_id: `user_${id}` },
      ...fields,
    };
    return { events: [event], meta: { webhook_id: `WB00SAMPLE${id}` } };
  },
  bodies: {
    'payments.created': (at) => payment(at, 'api', 'payment_created'),
    'payments.confirmed': (at) => payment(at, 'gocardless', 'payment_confirmed'),
    'payments.failed': (at) => payment(at, 'bank', 'insufficient_funds'),
    'payments.charged_back': (at) => payment(at, 'bank', 'authorisation_disputed'),
    'mandates.cancelled': ({ id }) => ({
      links: { mandate: `MD00SAMPLE${id}` },
      details: {
        origin: 'bank',
        cause: 'mandate_cancelled',
        scheme: 'sepa_core',
        description: 'By the account holder',
      },
    }),
    'subscriptions.created': (at) => subscription(at, 'subscription_created'),
    'subscriptions.paused': (at) => subscription(at, 'subscription_paused'),
    'subscriptions.cancelled': (at) => subscription(at, 'subscription_cancelled'),
    'refunds.created': (at) => refund(at, 'refund_created'),
    'refunds.paid': (at) => refund(at, 'refund_paid'),
  } satisfies { readonly [Type in GocardlessEventType]?: (at: SampleAt) => object },
});

function payment({ id }: SampleAt, origin: string, cause: string) {
  return {
    links: { payment: `PM00SAMPLE${id}`, mandate: `MD00SAMPLE${id}` },
    details: { origin, cause, scheme: 'sepa_core', description: 'A membership fee' },
  };
}

function subscription({ id }: SampleAt, cause: string) {
  return { links: { subscription: `SB00SAMPLE${id}` }, details: { origin: 'api', cause, description: 'Yearly' } };
}

function refund({ id }: SampleAt, cause: string) {
  return {
    links: { refund: `RF00SAMPLE${id}`, payment: `PM00SAMPLE${id}` },
    details: { origin: 'gocardless', cause, description: 'A fee that was charged twice' },
  };
}
