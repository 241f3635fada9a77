import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { LemonsqueezyEventType, Order, Subscription, SubscriptionInvoice } from './event.ts';
import { lemonsqueezy } from './index.ts';

const MONTH = 30 * 86_400_000;

const CUSTOMER = {
  store_id: 4711,
  customer_id: 90210,
  user_name: 'Zoë Lemaire',
  user_email: 'zoe.lemaire@example.com',
};

/** Realistic Lemon Squeezy events: a monthly subscription, its payments, and an order. */
export const lemonsqueezySamples = samplesOf(lemonsqueezy, {
  secret: () => randomBytes(20).toString('hex'),
  headers: ({ type }) => ({ 'x-event-name': type, 'user-agent': 'LemonSqueezy-Hookshot' }),
  around: (type, { attributes, ...data }: { readonly attributes?: object }, { id, now }) => ({
    meta: {
      test_mode: true,
      event_name: type,
      webhook_id: `2f6b1c${id}-8a10-4e5d-b7c3-0d94e1f25a68`,
      custom_data: { user_id: `user_${id}`, order_id: `order_${id}` },
    },
    data: {
      ...data,
      attributes: {
        ...CUSTOMER,
        test_mode: true,
        created_at: now.toISOString(),
        updated_at: now.toISOString(),
        ...attributes,
      },
    },
  }),
  bodies: {
    subscription_created: (at) => subscription(at, { status: 'active' }),
    subscription_updated: (at) => subscription(at, { status: 'active' }),
    subscription_cancelled: (at) => subscription(at, { status: 'cancelled', cancelled: true, ends_at: later(at) }),
    subscription_expired: (at) =>
      subscription(at, { status: 'expired', cancelled: true, renews_at: null, ends_at: at.now.toISOString() }),
    subscription_payment_success: (at) => invoice(at, { status: 'paid' }),
    subscription_payment_failed: (at) => invoice(at, { status: 'pending' }),
    order_created: (at) => order(at, { status: 'paid' }),
    order_refunded: (at) =>
      order(at, { status: 'refunded', refunded: true, refunded_amount: 2900, refunded_at: at.now.toISOString() }),
    license_key_created: ({ id }) => ({
      type: 'license-keys',
      id: `31${id}`,
      attributes: { order_id: 8811, key: `SAMPLE-${id}`, status: 'inactive', activation_limit: 3, instances_count: 0 },
    }),
  } satisfies { readonly [Type in LemonsqueezyEventType]?: (at: SampleAt) => object },
});

function subscription({ id, now }: SampleAt, fields: Subscription) {
  const attributes: Subscription = {
    order_id: 8811,
    product_id: 55,
    product_name: 'Studio',
    variant_id: 77,
    variant_name: 'Monthly',
    cancelled: false,
    pause: null,
    trial_ends_at: null,
    billing_anchor: 23,
    renews_at: later({ now }),
    ends_at: null,
    first_subscription_item: { id: 12, price_id: 34, quantity: 1 },
    ...fields,
  };
  return { type: 'subscriptions', id: `50${id}`, attributes };
}

function invoice({ id }: SampleAt, fields: SubscriptionInvoice) {
  const attributes: SubscriptionInvoice = {
    subscription_id: 501,
    billing_reason: 'renewal',
    ...totals(),
    ...fields,
  };
  return { type: 'subscription-invoices', id: `70${id}`, attributes };
}

function order({ id }: SampleAt, fields: Order) {
  const attributes: Order = {
    identifier: `9d1c${id}-6b2e-4f70-a3d8-51c90e7fb264`,
    order_number: 1001,
    first_order_item: { product_id: 55, product_name: 'Studio', variant_id: 77, price: 2437, quantity: 1 },
    ...totals(),
    ...fields,
  };
  return { type: 'orders', id: `88${id}`, attributes };
}

function totals() {
  return {
    currency: 'EUR',
    subtotal: 2437,
    discount_total: 0,
    tax: 463,
    total: 2900,
    refunded: false,
    refunded_amount: 0,
    refunded_at: null,
  };
}

function later({ now }: Pick<SampleAt, 'now'>): string {
  return new Date(now.getTime() + MONTH).toISOString();
}
