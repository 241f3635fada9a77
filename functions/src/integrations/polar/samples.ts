import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { PolarEventType } from './event.ts';
import { polar } from './index.ts';

const MONTH = 30 * 86_400_000;

/** Realistic Polar events: an order, its refund, and a monthly subscription. */
export const polarSamples = samplesOf(polar, {
  secret: () => `whsec_${randomBytes(32).toString('base64')}`,
  headers: () => ({ 'webhook-api-version': '2026-10', 'user-agent': 'polar.sh webhooks' }),
  around: (type, data, { now }) => ({ type, timestamp: now.toISOString(), data }),
  bodies: {
    'order.created': (at) => order(at, { status: 'pending', paid: false }),
    'order.paid': (at) => order(at),
    'order.refunded': (at) => order(at, { status: 'refunded', refunded_amount: 2380 }),
    'refund.created': (at) => refund(at, 'pending'),
    'refund.updated': (at) => refund(at, 'succeeded'),
    'subscription.created': (at) => subscription(at, { status: 'trialing', trial_end: later(at) }),
    'subscription.active': (at) => subscription(at),
    'subscription.canceled': (at) => subscription(at, { cancel_at_period_end: true, ends_at: later(at) }),
    'subscription.revoked': (at) => subscription(at, { status: 'canceled', ended_at: at.now.toISOString() }),
    'customer.created': customer,
  } satisfies { readonly [Type in PolarEventType]?: (at: SampleAt) => object },
});

function customer({ id, now }: SampleAt) {
  return {
    id: `d4b2${id}-77a1-4c9e-a6f3-1e5c08b9d240`,
    created_at: now.toISOString(),
    email: 'lin.qvist@example.com',
    name: 'Lin Qvist',
    external_id: `user_${id}`,
    metadata: {},
  };
}

function order(at: SampleAt, fields: object = {}) {
  return {
    id: `8e0f${at.id}-2c64-4b1d-9d7a-60f3a1b8c5e2`,
    created_at: at.now.toISOString(),
    modified_at: null,
    status: 'paid',
    paid: true,
    subtotal_amount: 2000,
    discount_amount: 0,
    net_amount: 2000,
    tax_amount: 380,
    total_amount: 2380,
    refunded_amount: 0,
    currency: 'eur',
    billing_reason: 'purchase',
    customer_id: customer(at).id,
    product_id: '51c7a0de-3b9f-4f25-8a60-d2e94c17b038',
    subscription_id: null,
    metadata: { order_id: `shop-order-${at.id}` },
    customer: customer(at),
    ...fields,
  };
}

function refund({ id, now }: SampleAt, status: string) {
  return {
    id: `c3a9${id}-6f18-4e07-b5d2-94a07e1c3fb6`,
    created_at: now.toISOString(),
    status,
    reason: 'customer_request',
    amount: 2000,
    tax_amount: 380,
    currency: 'eur',
    order_id: `8e0f${id}-2c64-4b1d-9d7a-60f3a1b8c5e2`,
    subscription_id: null,
    metadata: {},
  };
}

function subscription(at: SampleAt, fields: object = {}) {
  return {
    id: `f17d${at.id}-50b3-4a86-8c2e-b7e41d09a635`,
    created_at: at.now.toISOString(),
    status: 'active',
    amount: 900,
    currency: 'eur',
    recurring_interval: 'month',
    current_period_start: at.now.toISOString(),
    current_period_end: later(at),
    cancel_at_period_end: false,
    customer_id: customer(at).id,
    product_id: '51c7a0de-3b9f-4f25-8a60-d2e94c17b038',
    metadata: {},
    customer: customer(at),
    ...fields,
  };
}

function later({ now }: Pick<SampleAt, 'now'>): string {
  return new Date(now.getTime() + MONTH).toISOString();
}
