import { mergeMap } from 'rxjs';
import { idIn, isOfType, recordHandler, saga } from 'integration-service';
import { isPaypalEventOfType, PaypalEvent } from 'integration-service/paypal';
import { idOrNull, objectIn, textIn, textOrNull } from '../shared/fields.ts';
import { currencyIn, minorUnits } from '../shared/money.ts';
import { keepPayment, type PaymentStatus, paymentOf } from '../shared/payments.ts';
import { utcOf } from '../shared/times.ts';
import { captureOf } from './captures.ts';
import { type Fetched, fetched, FetchResource } from './fetched.ts';

export class SyncCapture extends FetchResource {
  static readonly type = 'SyncCapture';
}

/**
 * Keeps `payments` up to date with PayPal's captures. PayPal signs no more of an event than a CRC-32, so the capture is fetched,
 * which needs `PAYPAL_API_KEY`.
 */
export const payments = saga((events$) =>
  events$.pipe(
    isOfType(PaypalEvent),
    isPaypalEventOfType(
      'PAYMENT.CAPTURE.COMPLETED',
      'PAYMENT.CAPTURE.DECLINED',
      'PAYMENT.CAPTURE.DENIED',
      'PAYMENT.CAPTURE.PENDING',
      'PAYMENT.CAPTURE.REFUNDED',
      'PAYMENT.CAPTURE.REVERSED',
    ),
    mergeMap((event) => {
      const { event_type: type, resource } = event.event;
      const isOfCapture = type === 'PAYMENT.CAPTURE.REFUNDED' || type === 'PAYMENT.CAPTURE.REVERSED';
      const id = isOfCapture ? captureOf(resource?.links) : idIn(resource?.id);
      return id === undefined ? [] : [new SyncCapture(id, event)];
    }),
  ),
);

export const syncCapture = recordHandler(SyncCapture, keepPayment, {
  atHand: () => undefined,
  fetch: async (command, context) => {
    const capture = await fetched('captures', command, context);
    return capture && { payment: paymentIn(capture), asOf: capture.asOf };
  },
});

/** What PayPal's status means; another is one that it has introduced since. */
const STATUSES: ReadonlyMap<string, PaymentStatus> = new Map([
  ['COMPLETED', 'paid'],
  ['DECLINED', 'failed'],
  ['FAILED', 'failed'],
  ['PARTIALLY_REFUNDED', 'partially_refunded'],
  ['REFUNDED', 'refunded'],
]);

function paymentIn({ object: capture, id }: Fetched) {
  const { currency_code, value } = objectIn(capture['amount']);
  const { reason } = objectIn(capture['status_details']);
  const status = STATUSES.get(textIn(capture['status'])) ?? 'pending';
  const amount = minorUnits(textIn(value), textIn(currency_code));
  return paymentOf({
    provider: 'paypal',
    id,
    status,
    providerStatus: textIn(capture['status']),
    amount,
    // A partial refund says how much in its own record.
    amountRefunded: status === 'partially_refunded' ? null : status === 'refunded' ? amount : 0,
    currency: currencyIn(currency_code),
    orderId: idOrNull(capture['invoice_id']),
    userId: idOrNull(capture['custom_id']),
    failureCode: status === 'failed' ? textOrNull(reason) : null,
    createdAt: utcOf(capture['create_time']),
  });
}
