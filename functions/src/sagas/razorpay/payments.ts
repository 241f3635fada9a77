import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { isRazorpayEventOfType, RazorpayEvent, type Payment } from 'integration-service/razorpay';
import { integerOrNull, textIn, textOrNull } from '../shared/fields.ts';
import { type PaymentStatus, UpdatePayment } from '../shared/payments.ts';
import { utcOf } from '../shared/times.ts';
import { noteOf } from './notes.ts';

/** Keeps `payments` up to date with Razorpay: what was authorized, paid, refunded or disputed, and what failed. */
export const paymentProgress = saga((events$) =>
  events$.pipe(
    isOfType(RazorpayEvent),
    isRazorpayEventOfType(
      'payment.authorized',
      'payment.captured',
      'payment.failed',
      'refund.processed',
      'payment.dispute.created',
      'payment.dispute.won',
      'payment.dispute.lost',
    ),
    mergeMap((event) => {
      const { event: type, account_id: account, payload } = event.event;
      const payment = payload.payment?.entity;
      const id = idIn(payment?.id);
      if (!payment || id === undefined) return [];
      const status =
        type === 'payment.dispute.created' || type === 'payment.dispute.lost' ? 'disputed' : statusOf(payment);
      const update = new UpdatePayment(
        {
          provider: 'razorpay',
          id,
          account: textOrNull(account),
          status,
          providerStatus: textIn(payment.status),
          amount: integerOrNull(payment.amount),
          amountRefunded: integerOrNull(payment.amount_refunded),
          currency: textOrNull(payment.currency),
          customer: textOrNull(payment.customer_id),
          orderId: noteOf(payment.notes, 'order_id'),
          userId: noteOf(payment.notes, 'user_id'),
          method: textOrNull(payment.method),
          failureCode: textOrNull(payment.error_reason) ?? textOrNull(payment.error_code),
          createdAt: utcOf(payment.created_at),
        },
        event,
      );
      return [update];
    }),
  ),
);

/** What Razorpay's status means; another is one that it has introduced since. */
const STATUSES: ReadonlyMap<string, PaymentStatus> = new Map([
  ['authorized', 'authorized'],
  ['captured', 'paid'],
  ['refunded', 'refunded'],
  ['failed', 'failed'],
]);

function statusOf({ status, refund_status: refund }: Payment): PaymentStatus {
  if (refund === 'full') return 'refunded';
  return refund === 'partial' ? 'partially_refunded' : (STATUSES.get(textIn(status)) ?? 'pending');
}
