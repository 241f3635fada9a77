import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { PaystackEventType } from './event.ts';
import { paystack } from './index.ts';

const CUSTOMER = {
  id: 52_017,
  customer_code: 'CUS_sample8k2q',
  email: 'amara.eze@example.com',
  first_name: 'Amara',
  last_name: 'Ézé',
  phone: null,
};

/** Realistic Paystack events: a card payment, its refund, a subscription, and a transfer to a supplier. */
export const paystackSamples = samplesOf(paystack, {
  secret: () => ['sk', 'test', randomBytes(20).toString('hex')].join('_'),
  around: (type, data) => ({ event: type, data: { domain: 'test', ...data } }),
  bodies: {
    'charge.success': charge,
    'subscription.create': (at) => subscription(at, 'active'),
    'subscription.not_renew': (at) => subscription(at, 'non-renewing'),
    'subscription.disable': (at) => subscription(at, 'complete'),
    'refund.pending': (at) => refund(at, 'pending'),
    'refund.processed': (at) => refund(at, 'processed'),
    'charge.dispute.create': (at) => ({
      id: 3_310,
      status: 'awaiting-merchant-feedback',
      transaction: charge(at),
      created_at: at.now.toISOString(),
    }),
    'transfer.success': ({ id, now }) => ({
      id: 7_721,
      amount: 4_500_000,
      currency: 'NGN',
      reference: `supplier-${id}`,
      reason: 'Paper for June',
      source: 'balance',
      status: 'success',
      transfer_code: `TRF_sample${id}`,
      transferred_at: now.toISOString(),
      recipient: { name: 'Paper & Co', recipient_code: 'RCP_sample1', type: 'nuban', currency: 'NGN' },
      created_at: now.toISOString(),
    }),
  } satisfies { readonly [Type in PaystackEventType]?: (at: SampleAt) => object },
});

function charge({ id, now }: SampleAt) {
  return {
    id: 90_210_077,
    status: 'success',
    reference: `order-${id}`,
    amount: 1_850_000,
    message: null,
    gateway_response: 'Approved',
    paid_at: now.toISOString(),
    created_at: new Date(now.getTime() - 30_000).toISOString(),
    channel: 'card',
    currency: 'NGN',
    ip_address: '203.0.113.40',
    metadata: { user_id: `user_${id}`, order_id: `shop-order-${id}` },
    fees: 37_750,
    customer: CUSTOMER,
    authorization: { authorization_code: 'AUTH_sample1', brand: 'visa', last4: '4242', reusable: true },
    plan: {},
  };
}

function subscription({ id, now }: SampleAt, status: string) {
  return {
    status,
    subscription_code: `SUB_sample${id}`,
    email_token: 'sampletoken1',
    amount: 750_000,
    cron_expression: '0 0 23 * *',
    next_payment_date: status === 'active' ? '2026-12-23T00:00:00.000Z' : null,
    createdAt: now.toISOString(),
    plan: { id: 12, name: 'Studio', plan_code: 'PLN_sample1', amount: 750_000, interval: 'monthly', currency: 'NGN' },
    customer: CUSTOMER,
  };
}

function refund({ id }: SampleAt, status: string) {
  return {
    status,
    transaction_reference: `order-${id}`,
    refund_reference: `RFD_sample${id}`,
    amount: 350_000,
    currency: 'NGN',
    processor: 'instant-transfer',
    customer: CUSTOMER,
  };
}
