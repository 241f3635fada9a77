import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { ChargebeeEventType } from './event.ts';
import { chargebee } from './index.ts';

const MONTH = 30 * 86_400;

/** Realistic Chargebee events: a monthly subscription, its payments and a refund. */
export const chargebeeSamples = samplesOf(chargebee, {
  secret: () => `chargebee:${randomBytes(18).toString('hex')}`,
  around: (type, content, { id, now }) => ({
    id: `ev_AzqSample${id}`,
    occurred_at: secondsOf(now),
    source: 'api',
    object: 'event',
    api_version: 'v2',
    event_type: type,
    webhook_status: 'scheduled',
    content,
  }),
  bodies: {
    subscription_created: (at) => subscription(at, { status: 'in_trial', trial_end: secondsOf(at.now) + MONTH }),
    subscription_activated: (at) => subscription(at),
    subscription_renewed: (at) => subscription(at),
    subscription_cancellation_scheduled: (at) => subscription(at, { status: 'non_renewing' }),
    subscription_cancelled: (at) =>
      subscription(at, { status: 'cancelled', cancelled_at: secondsOf(at.now), cancel_reason: 'not_paid' }),
    payment_succeeded: (at) => transaction(at),
    payment_failed: (at) => transaction(at, { status: 'failure', error_code: 'card_declined' }),
    payment_refunded: (at) =>
      transaction(at, { id: `txn_refund_${at.id}`, type: 'refund', reference_transaction_id: `txn_${at.id}` }),
    customer_created: ({ id }) => ({ customer: customer(id) }),
  } satisfies { readonly [Type in ChargebeeEventType]?: (at: SampleAt) => object },
});

function customer(id: string) {
  return { id: `cus_${id}`, email: 'ines.duarte@example.com', first_name: 'Inês', object: 'customer' };
}

function subscription({ id, now }: SampleAt, fields: object = {}) {
  const whole = {
    id: `sub_${id}`,
    customer_id: `cus_${id}`,
    status: 'active',
    currency_code: 'EUR',
    current_term_start: secondsOf(now),
    current_term_end: secondsOf(now) + MONTH,
    created_at: secondsOf(now),
    meta_data: { user_id: `user_${id}` },
    subscription_items: [
      {
        item_price_id: 'Studio-EUR-Monthly',
        item_type: 'plan',
        quantity: 2,
        amount: 3800,
        object: 'subscription_item',
      },
    ],
    resource_version: now.getTime(),
    object: 'subscription',
    ...fields,
  };
  return { subscription: whole, customer: customer(id) };
}

function transaction({ id, now }: SampleAt, fields: object = {}) {
  const whole = {
    id: `txn_${id}`,
    customer_id: `cus_${id}`,
    subscription_id: `sub_${id}`,
    type: 'payment',
    status: 'success',
    amount: 3800,
    currency_code: 'EUR',
    payment_method: 'card',
    gateway: 'chargebee',
    date: secondsOf(now),
    object: 'transaction',
    ...fields,
  };
  return { transaction: whole, customer: customer(id) };
}

function secondsOf(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}
