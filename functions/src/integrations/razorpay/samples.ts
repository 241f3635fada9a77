import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { RazorpayEventType, Refund, Subscription } from './event.ts';
import { razorpay } from './index.ts';

const MONTH = 30 * 86_400;

/** Realistic Razorpay events: a payment by UPI, its refund, and a monthly subscription. */
export const razorpaySamples = samplesOf(razorpay, {
  secret: () => randomBytes(16).toString('hex'),
  headers: ({ id }) => ({ 'x-razorpay-event-id': `Qa7Sample${id}` }),
  around: (type, payload, { now }) => ({
    entity: 'event',
    account_id: 'acc_Qa7SampleMerch',
    event: type,
    contains: Object.keys(payload),
    payload,
    created_at: secondsOf(now),
  }),
  bodies: {
    'payment.authorized': (at) => ({ payment: payment(at, { status: 'authorized', captured: false }) }),
    'payment.captured': (at) => ({ payment: payment(at) }),
    'payment.failed': (at) => ({
      payment: payment(at, { status: 'failed', captured: false, error_code: 'BAD_REQUEST_ERROR' }),
    }),
    'order.paid': (at) => ({ payment: payment(at), order: order(at) }),
    'refund.created': (at) => ({ refund: refund(at, 'pending'), payment: payment(at) }),
    'refund.processed': (at) => ({
      refund: refund(at, 'processed'),
      payment: payment(at, { amount_refunded: 19_900, refund_status: 'partial' }),
    }),
    'payment.dispute.created': (at) => ({ payment: payment(at), dispute: dispute(at) }),
    'subscription.activated': (at) => ({ subscription: subscription(at, 'active') }),
    'subscription.charged': (at) => ({ subscription: subscription(at, 'active'), payment: payment(at) }),
    'subscription.pending': (at) => ({ subscription: subscription(at, 'pending') }),
    'subscription.cancelled': (at) => ({ subscription: subscription(at, 'cancelled') }),
  } satisfies { readonly [Type in RazorpayEventType]?: (at: SampleAt) => object },
});

function payment({ id, now }: SampleAt, fields: object = {}) {
  const entity = {
    id: `pay_Qa7Sample${id}`,
    entity: 'payment',
    amount: 129_900,
    currency: 'INR',
    status: 'captured',
    order_id: `order_Qa7Sample${id}`,
    invoice_id: null,
    international: false,
    method: 'upi',
    amount_refunded: 0,
    refund_status: null,
    captured: true,
    description: 'Two notebooks',
    vpa: 'meera@examplebank',
    email: 'meera@example.com',
    contact: '+910000000000',
    notes: { user_id: `user_${id}`, order_id: `shop-order-${id}` },
    fee: 3066,
    tax: 468,
    error_code: null,
    created_at: secondsOf(now) - 40,
    ...fields,
  };
  return { entity };
}

function order({ id, now }: SampleAt) {
  const entity = {
    id: `order_Qa7Sample${id}`,
    entity: 'order',
    amount: 129_900,
    amount_paid: 129_900,
    amount_due: 0,
    currency: 'INR',
    receipt: `shop-order-${id}`,
    status: 'paid',
    attempts: 1,
    notes: [],
    created_at: secondsOf(now) - 90,
  };
  return { entity };
}

function refund({ id, now }: SampleAt, status: string) {
  const entity: Refund = {
    id: `rfnd_Qa7Sample${id}`,
    entity: 'refund',
    amount: 19_900,
    currency: 'INR',
    payment_id: `pay_Qa7Sample${id}`,
    notes: { reason: 'A page was torn' },
    status,
    created_at: secondsOf(now),
  };
  return { entity };
}

function dispute({ id, now }: SampleAt) {
  const entity = {
    id: `disp_Qa7Sample${id}`,
    entity: 'dispute',
    payment_id: `pay_Qa7Sample${id}`,
    amount: 129_900,
    currency: 'INR',
    reason_code: 'goods_or_services_not_received_or_partially_received',
    respond_by: secondsOf(now) + 7 * 86_400,
    status: 'open',
    phase: 'chargeback',
    created_at: secondsOf(now),
  };
  return { entity };
}

function subscription({ id, now }: SampleAt, status: string) {
  const entity: Subscription = {
    id: `sub_Qa7Sample${id}`,
    entity: 'subscription',
    plan_id: 'plan_Qa7Sample',
    customer_id: 'cust_Qa7Sample',
    status,
    quantity: 1,
    notes: { user_id: `user_${id}` },
    current_start: secondsOf(now),
    current_end: secondsOf(now) + MONTH,
    charge_at: secondsOf(now) + MONTH,
    ended_at: status === 'cancelled' ? secondsOf(now) : null,
    total_count: 12,
    paid_count: 1,
    remaining_count: 11,
    created_at: secondsOf(now) - 60,
  };
  return { entity };
}

function secondsOf(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}
