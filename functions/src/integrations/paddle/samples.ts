import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { PaddleEventType, PaddleNative } from './event.ts';
import { paddle } from './index.ts';
import { subscriptionOf } from './samples/subscription.ts';
import { transactionOf } from './samples/transaction.ts';

/** Realistic Paddle events: a monthly subscription and what is paid for it. */
export const paddleSamples = samplesOf(paddle, {
  secret: () => `pdl_ntfset_${randomBytes(24).toString('hex')}`,
  around: (type, data, { id, now }) => ({
    event_id: `evt_${id}`,
    event_type: type,
    occurred_at: now.toISOString(),
    notification_id: `ntf_${id}`,
    data,
  }),
  bodies: {
    'subscription.created': (at) => ({ ...subscription(at), transaction_id: `txn_${at.id}` }),
    'subscription.past_due': (at) => ({ ...subscription(at), status: 'past_due' }),
    'subscription.canceled': (at) => ({
      ...subscription(at),
      status: 'canceled',
      canceled_at: at.now.toISOString(),
      next_billed_at: null,
    }),
    'transaction.past_due': (at) => ({ ...transaction(at), status: 'past_due' }),
    'transaction.paid': (at) => ({ ...transaction(at), status: 'paid' }),
    'transaction.completed': transaction,
    'transaction.payment_failed': (at) => {
      const failed = transaction(at);
      return {
        ...failed,
        status: 'ready',
        payments: failed.payments.map((payment) => ({
          ...payment,
          status: 'error',
          error_code: 'declined',
          captured_at: null,
        })),
      };
    },
  } satisfies { readonly [Type in PaddleEventType]?: (at: SampleAt) => PaddleNative['data'] },
});

function subscription({ id, now }: SampleAt) {
  return subscriptionOf(id, now.toISOString());
}

function transaction({ id, now }: SampleAt) {
  return transactionOf(id, now.toISOString());
}
