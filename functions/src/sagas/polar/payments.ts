import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { isPolarEventOfType, PolarEvent } from 'integration-service/polar';
import { idOrNull, integerOrNull, textIn, textOrNull } from '../shared/fields.ts';
import { currencyIn } from '../shared/money.ts';
import { type PaymentStatus, UpdatePayment } from '../shared/payments.ts';
import { utcOf } from '../shared/times.ts';

/** What Polar's status means; another is one that it has introduced since. */
const STATUSES: ReadonlyMap<string, PaymentStatus> = new Map([
  ['paid', 'paid'],
  ['refunded', 'refunded'],
  ['partially_refunded', 'partially_refunded'],
  ['void', 'canceled'],
]);

/** Keeps `payments` up to date with the orders of Polar: which were paid, and which were refunded. */
export const payments = saga((events$) =>
  events$.pipe(
    isOfType(PolarEvent),
    isPolarEventOfType('order.created', 'order.updated', 'order.paid', 'order.refunded'),
    mergeMap((event) => {
      const { data: order } = event.event;
      const id = idIn(order.id);
      if (id === undefined) return [];
      const update = new UpdatePayment(
        {
          provider: 'polar',
          id,
          status: STATUSES.get(textIn(order.status)) ?? 'pending',
          providerStatus: textIn(order.status),
          amount: integerOrNull(order.total_amount),
          amountRefunded: integerOrNull(order.refunded_amount),
          currency: currencyIn(order.currency),
          customer: textOrNull(order.customer_id),
          subscription: textOrNull(order.subscription_id),
          orderId: idOrNull(order.metadata?.['order_id']),
          userId: textOrNull(order.customer?.external_id),
          createdAt: utcOf(order.created_at),
        },
        event,
      );
      return [update];
    }),
  ),
);
