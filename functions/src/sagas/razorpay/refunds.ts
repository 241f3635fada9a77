import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { isRazorpayEventOfType, RazorpayEvent } from 'integration-service/razorpay';
import { integerOrNull, textIn, textOrNull } from '../shared/fields.ts';
import { type RefundStatus, UpdateRefund } from '../shared/refunds.ts';
import { utcOf } from '../shared/times.ts';
import { noteOf } from './notes.ts';

const STATUSES: ReadonlyMap<string, RefundStatus> = new Map([
  ['processed', 'paid'],
  ['failed', 'failed'],
]);

/** Keeps `refunds` in sync with Razorpay: which are pending, which arrived, which failed. */
export const refundProgress = saga((events$) =>
  events$.pipe(
    isOfType(RazorpayEvent),
    isRazorpayEventOfType('refund.created', 'refund.processed', 'refund.failed'),
    mergeMap((event) => {
      const refund = event.event.payload.refund?.entity;
      const id = idIn(refund?.id);
      if (!refund || id === undefined) return [];
      const update = new UpdateRefund(
        {
          provider: 'razorpay',
          id,
          account: textOrNull(event.event.account_id),
          status: STATUSES.get(textIn(refund.status)) ?? 'pending',
          providerStatus: textIn(refund.status),
          amount: integerOrNull(refund.amount),
          currency: textOrNull(refund.currency),
          payment: textOrNull(refund.payment_id),
          reason: noteOf(refund.notes, 'reason'),
          createdAt: utcOf(refund.created_at),
        },
        event,
      );
      return [update];
    }),
  ),
);
