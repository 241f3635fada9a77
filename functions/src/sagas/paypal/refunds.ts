import { mergeMap } from 'rxjs';
import { idIn, isOfType, recordHandler, saga } from 'integration-service';
import { isPaypalEventOfType, PaypalEvent } from 'integration-service/paypal';
import { objectIn, textIn, textOrNull } from '../shared/fields.ts';
import { currencyIn, minorUnits } from '../shared/money.ts';
import { keepRefund, refundOf, type RefundStatus } from '../shared/refunds.ts';
import { utcOf } from '../shared/times.ts';
import { captureOf } from './captures.ts';
import { type Fetched, fetched, FetchResource } from './fetched.ts';

export class SyncRefund extends FetchResource {
  static readonly type = 'SyncRefund';
}

/** Keeps `refunds` in sync with PayPal's refunds of captures, each of which is fetched. Needs `PAYPAL_API_KEY`. */
export const refunds = saga((events$) =>
  events$.pipe(
    isOfType(PaypalEvent),
    isPaypalEventOfType('PAYMENT.CAPTURE.REFUNDED'),
    mergeMap((event) => {
      const id = idIn(event.event.resource?.id);
      return id === undefined ? [] : [new SyncRefund(id, event)];
    }),
  ),
);

export const syncRefund = recordHandler(SyncRefund, keepRefund, {
  atHand: () => undefined,
  fetch: async (command, context) => {
    const refund = await fetched('refunds', command, context);
    return refund && { refund: refundIn(refund), asOf: refund.asOf };
  },
});

const STATUSES: ReadonlyMap<string, RefundStatus> = new Map([
  ['COMPLETED', 'paid'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'failed'],
]);

function refundIn({ object: refund, id }: Fetched) {
  const { currency_code, value } = objectIn(refund['amount']);
  return refundOf({
    provider: 'paypal',
    id,
    status: STATUSES.get(textIn(refund['status'])) ?? 'pending',
    providerStatus: textIn(refund['status']),
    amount: minorUnits(textIn(value), textIn(currency_code)),
    currency: currencyIn(currency_code),
    payment: captureOf(refund['links']) ?? null,
    reason: textOrNull(refund['note_to_payer']),
    createdAt: utcOf(refund['create_time']),
  });
}
