import { mergeMap } from 'rxjs';
import { idIn, isOfType, isText, saga } from 'integration-service';
import { isRevenuecatEventOfType, RevenuecatEvent } from 'integration-service/revenuecat';
import { textOrNull } from '../shared/fields.ts';
import { minorUnits } from '../shared/money.ts';
import { UpdatePayment } from '../shared/payments.ts';
import { utcOf } from '../shared/times.ts';

/** Keeps `payments` up to date with what customers bought in the stores. A refund arrives as a cancellation. */
export const purchases = saga((events$) =>
  events$.pipe(
    isOfType(RevenuecatEvent),
    isRevenuecatEventOfType('INITIAL_PURCHASE', 'RENEWAL', 'NON_RENEWING_PURCHASE', 'CANCELLATION'),
    mergeMap((event) => {
      const { event: purchase } = event.event;
      const isRefund = purchase.type === 'CANCELLATION' && purchase.cancel_reason === 'CUSTOMER_SUPPORT';
      const id = idIn(purchase.transaction_id);
      if (id === undefined || (purchase.type === 'CANCELLATION' && !isRefund)) return [];
      const currency = textOrNull(purchase.currency);
      const price = minorUnits(purchase.price_in_purchased_currency ?? '', currency ?? '');
      // Trials cost nothing, and the price of a refund is negative.
      const amount = price === null ? null : Math.abs(price);
      const update = new UpdatePayment(
        {
          provider: 'revenuecat',
          id,
          account: textOrNull(purchase.app_id),
          status: isRefund ? 'refunded' : 'paid',
          providerStatus: purchase.type,
          amount,
          amountRefunded: isRefund ? amount : 0,
          currency,
          customer: textOrNull(purchase.original_app_user_id),
          subscription: textOrNull(purchase.original_transaction_id),
          userId: textOrNull(purchase.app_user_id),
          method: textOrNull(purchase.store),
          livemode: isText(purchase.environment) ? purchase.environment === 'PRODUCTION' : null,
          createdAt: utcOf(purchase.purchased_at_ms),
        },
        event,
      );
      return [update];
    }),
  ),
);
