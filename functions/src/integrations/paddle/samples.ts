import { randomBytes } from 'node:crypto';
import { macOf } from '../../core/scheme/mac.ts';
import type { Samples } from '../../core/integration/samples.ts';
import type { PaddleEventType, PaddleNative } from './event.ts';
import { subscriptionOf } from './samples/subscription.ts';
import { transactionOf } from './samples/transaction.ts';

type DataOf = (id: string, at: string) => PaddleNative['data'];

const DATA: Readonly<Record<string, DataOf>> = {
  'subscription.created': (id, at) => ({ ...subscriptionOf(id, at), transaction_id: `txn_${id}` }),
  'subscription.past_due': (id, at) => ({ ...subscriptionOf(id, at), status: 'past_due' }),
  'subscription.canceled': (id, at) => ({
    ...subscriptionOf(id, at),
    status: 'canceled',
    canceled_at: at,
    next_billed_at: null,
  }),
  'transaction.paid': (id, at) => ({ ...transactionOf(id, at), status: 'paid' }),
  'transaction.completed': transactionOf,
  'transaction.payment_failed': (id, at) => {
    const transaction = transactionOf(id, at);
    return {
      ...transaction,
      status: 'ready',
      payments: transaction.payments.map((payment) => ({
        ...payment,
        status: 'error',
        error_code: 'declined',
        captured_at: null,
      })),
    };
  },
} satisfies { [Type in PaddleEventType]?: DataOf };

export const paddleSamples: Samples = {
  types: Object.keys(DATA),

  makeSecret() {
    const secret = `pdl_ntfset_${randomBytes(24).toString('hex')}`;
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    const at = now.toISOString();
    return JSON.stringify({
      event_id: `evt_${id}`,
      event_type: type,
      occurred_at: at,
      notification_id: `ntf_${id}`,
      data: DATA[type]?.(id, at) ?? {},
    });
  },

  request({ body, signing, now, url }) {
    const time = String(Math.floor(now.getTime() / 1000));
    const h1 = macOf({ hash: 'sha256', encoding: 'hex', key: signing, parts: [`${time}:`, body] });
    const headers = { 'content-type': 'application/json', 'paddle-signature': `ts=${time};h1=${h1}` };
    return { method: 'POST', url, headers, body };
  },
};
