import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { isPaystackEventOfType, PaystackEvent } from 'integration-service/paystack';
import { textIn, textOrNull } from '../shared/fields.ts';
import { type RefundStatus, UpdateRefund } from '../shared/refunds.ts';
import { amountIn, livemodeOf } from './amounts.ts';

const STATUSES = {
  'refund.pending': 'pending',
  'refund.processing': 'pending',
  'refund.processed': 'paid',
  'refund.failed': 'failed',
} as const satisfies Record<string, RefundStatus>;

/** Keeps `refunds` in sync with Paystack: which are pending, which arrived, which failed. */
export const refundProgress = saga((events$) =>
  events$.pipe(
    isOfType(PaystackEvent),
    isPaystackEventOfType('refund.pending', 'refund.processing', 'refund.processed', 'refund.failed'),
    mergeMap((event) => {
      const { event: type, data } = event.event;
      // A refund that is not processed yet may have an id only.
      const id = idIn(data.refund_reference) ?? idIn(data.id);
      if (id === undefined) return [];
      const update = new UpdateRefund(
        {
          provider: 'paystack',
          id,
          status: STATUSES[type],
          providerStatus: textIn(data.status),
          ...amountIn(data.amount, data.currency),
          payment: textOrNull(data.transaction_reference),
          livemode: livemodeOf(data.domain),
        },
        event,
      );
      return [update];
    }),
  ),
);
