import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { isPaystackEventOfType, PaystackEvent, type Charge } from 'integration-service/paystack';
import { idOrNull, objectIn, textIn, textOrNull } from '../shared/fields.ts';
import { type PaymentStatus, UpdatePayment } from '../shared/payments.ts';
import { utcOf } from '../shared/times.ts';
import { amountIn, livemodeOf } from './amounts.ts';

/** Keeps `payments` up to date with Paystack: what was paid, and what is disputed. */
export const payments = saga((events$) =>
  events$.pipe(
    isOfType(PaystackEvent),
    isPaystackEventOfType('charge.success', 'charge.dispute.create'),
    mergeMap((event) => {
      const { event: type, data } = event.event;
      const [charge, status]: readonly [Charge | null | undefined, PaymentStatus] =
        type === 'charge.success' ? [data, 'paid'] : [data.transaction, 'disputed'];
      const id = idIn(charge?.reference);
      return !charge || id === undefined ? [] : [new UpdatePayment(paymentOf(id, charge, status), event)];
    }),
  ),
);

function paymentOf(id: string, charge: Charge, status: PaymentStatus) {
  const metadata = objectIn(charge.metadata);
  return {
    provider: 'paystack',
    id,
    status,
    providerStatus: textIn(charge.status),
    ...amountIn(charge.amount, charge.currency),
    customer: textOrNull(charge.customer?.customer_code),
    orderId: idOrNull(metadata['order_id']),
    userId: idOrNull(metadata['user_id']),
    method: textOrNull(charge.channel),
    livemode: livemodeOf(charge.domain),
    createdAt: utcOf(charge.created_at),
  };
}
