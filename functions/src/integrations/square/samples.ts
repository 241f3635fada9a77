import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { SquareEventType, SquareNative } from './event.ts';
import { square } from './index.ts';
import { paymentOf } from './samples/payment.ts';

const LOCATION = 'LSAMPLE7K2Q9';

/** Realistic Square events: a card payment, its refund, and what else happens in a shop. */
export const squareSamples = samplesOf(square, {
  secret: () => randomBytes(16).toString('base64url'),
  headers: ({ now }) => ({
    'user-agent': 'Square Connect v2',
    'square-environment': 'Sandbox',
    'square-initial-delivery-timestamp': now.toISOString(),
  }),
  around: (type, data, { id, now }) => ({
    merchant_id: 'MSAMPLE5W8R1',
    location_id: LOCATION,
    type,
    event_id: `a5c1${id}-7d0e-4b52-9f36-2d8e61c7b094`,
    created_at: now.toISOString(),
    data,
  }),
  bodies: {
    'payment.created': (at) => payment(at, { status: 'APPROVED', updated_at: at.now.toISOString() }),
    'payment.updated': (at) => payment(at, { status: 'COMPLETED' }),
    'refund.created': (at) => refund(at, 'PENDING'),
    'refund.updated': (at) => refund(at, 'COMPLETED'),
    'order.updated': ({ id, now }) => {
      const order_updated = {
        order_id: `order_${id}`,
        location_id: LOCATION,
        state: 'COMPLETED',
        version: 3,
        created_at: now.toISOString(),
        updated_at: now.toISOString(),
      };
      return { type: 'order_updated', id: order_updated.order_id, object: { order_updated } };
    },
    'customer.created': ({ id, now }) => {
      const customer = {
        id: `customer_${id}`,
        given_name: 'Amélie',
        family_name: 'Prévost',
        email_address: 'amelie.prevost@example.com',
        version: 0,
        created_at: now.toISOString(),
        updated_at: now.toISOString(),
      };
      return { type: 'customer', id: customer.id, object: { customer } };
    },
    'customer.deleted': ({ id }) => ({ type: 'customer', id: `customer_${id}`, deleted: true }),
  } satisfies { readonly [Type in SquareEventType]?: (at: SampleAt) => SquareNative['data'] },
});

function payment({ id, now }: SampleAt, fields: object) {
  const whole = { ...paymentOf(id, now.toISOString(), LOCATION), ...fields };
  return { type: 'payment', id: whole.id, object: { payment: whole } };
}

function refund({ id, now }: SampleAt, status: string) {
  const whole = {
    id: `payment_${id}_refund_${id}`,
    status,
    amount_money: { amount: 1200, currency: 'USD' },
    payment_id: `payment_${id}`,
    order_id: `order_${id}`,
    location_id: LOCATION,
    reason: 'The cup arrived broken',
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
  };
  return { type: 'refund', id: whole.id, object: { refund: whole } };
}
