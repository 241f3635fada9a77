import { mergeMap } from 'rxjs';
import { idIn, isJsonObject, isOfType, saga } from 'integration-service';
import { AdyenEvent, type AdyenEventOfType, isAdyenEventOfType } from 'integration-service/adyen';
import { textOrNull } from '../shared/fields.ts';
import { type PaymentStatus, UpdatePayment } from '../shared/payments.ts';
import { amountOf } from './amounts.ts';
import { outcomeOf } from './outcome.ts';

type PaymentEvent = AdyenEventOfType<
  'AUTHORISATION' | 'CAPTURE' | 'CAPTURE_FAILED' | 'CANCELLATION' | 'TECHNICAL_CANCEL' | 'EXPIRE' | 'CHARGEBACK'
>;
type Item = PaymentEvent['event']['NotificationRequestItem'];

/** Keeps `payments` up to date with Adyen: which were authorized, captured, canceled or disputed, and which failed. */
export const paymentProgress = saga((events$) =>
  events$.pipe(
    isOfType(AdyenEvent),
    isAdyenEventOfType(
      'AUTHORISATION',
      'CAPTURE',
      'CAPTURE_FAILED',
      'CANCELLATION',
      'TECHNICAL_CANCEL',
      'EXPIRE',
      'CHARGEBACK',
    ),
    mergeMap((event) => {
      const item = event.event.NotificationRequestItem;
      const id = idIn(item.originalReference) ?? idIn(item.pspReference);
      const hasWorked = outcomeOf(item);
      if (id === undefined || hasWorked === undefined) return [];
      const status = statusOf(item, hasWorked);
      if (status === undefined) return [];
      const payment = {
        provider: 'adyen',
        id,
        account: textOrNull(item.merchantAccountCode),
        status,
        providerStatus: `${item.eventCode}:${hasWorked}`,
        amount: amountOf(isJsonObject(item.amount) ? item.amount : null),
        currency: textOrNull(item.amount?.currency),
        orderId: textOrNull(item.merchantReference),
        method: textOrNull(item.paymentMethod),
        failureCode: status === 'failed' || status === 'disputed' ? textOrNull(item.reason) : null,
      };
      return [new UpdatePayment(payment, event)];
    }),
  ),
);

/** A capture or a cancellation that Adyen refused changes nothing about the payment. */
function statusOf({ eventCode }: Item, hasWorked: boolean): PaymentStatus | undefined {
  switch (eventCode) {
    case 'AUTHORISATION':
      return hasWorked ? 'authorized' : 'failed';
    case 'CAPTURE':
      return hasWorked ? 'paid' : undefined;
    case 'CAPTURE_FAILED':
      return 'failed';
    case 'CANCELLATION':
    case 'TECHNICAL_CANCEL':
    case 'EXPIRE':
      return hasWorked ? 'canceled' : undefined;
    case 'CHARGEBACK':
      return hasWorked ? 'disputed' : undefined;
  }
}
