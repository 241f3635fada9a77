import { mergeMap } from 'rxjs';
import { idIn, isJsonObject, isOfType, saga } from 'integration-service';
import { AdyenEvent, isAdyenEventOfType } from 'integration-service/adyen';
import { textOrNull } from '../shared/fields.ts';
import { UpdateRefund } from '../shared/refunds.ts';
import { amountOf } from './amounts.ts';
import { outcomeOf } from './outcome.ts';

/** Keeps `refunds` up to date with Adyen: which were sent to the bank, and which came back. */
export const refundProgress = saga((events$) =>
  events$.pipe(
    isOfType(AdyenEvent),
    isAdyenEventOfType('REFUND', 'REFUND_FAILED', 'REFUNDED_REVERSED'),
    mergeMap((event) => {
      const item = event.event.NotificationRequestItem;
      const id = idIn(item.pspReference);
      const hasWorked = outcomeOf(item);
      if (id === undefined || hasWorked === undefined) return [];
      const isPaid = item.eventCode === 'REFUND' && hasWorked;
      const refund = {
        provider: 'adyen',
        id,
        account: textOrNull(item.merchantAccountCode),
        status: isPaid ? 'paid' : 'failed',
        providerStatus: `${item.eventCode}:${hasWorked}`,
        amount: amountOf(isJsonObject(item.amount) ? item.amount : null),
        currency: textOrNull(item.amount?.currency),
        payment: textOrNull(item.originalReference),
        reason: textOrNull(item.reason),
      } as const;
      return [new UpdateRefund(refund, event)];
    }),
  ),
);
