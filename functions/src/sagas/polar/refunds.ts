import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { isPolarEventOfType, PolarEvent } from 'integration-service/polar';
import { integerOrNull, textIn, textOrNull } from '../shared/fields.ts';
import { currencyIn } from '../shared/money.ts';
import { type RefundStatus, UpdateRefund } from '../shared/refunds.ts';
import { utcOf } from '../shared/times.ts';

const STATUSES: ReadonlyMap<string, RefundStatus> = new Map([
  ['succeeded', 'paid'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

/** Keeps `refunds` in sync with Polar: which are pending, which arrived, which failed. */
export const refundProgress = saga((events$) =>
  events$.pipe(
    isOfType(PolarEvent),
    isPolarEventOfType('refund.created', 'refund.updated'),
    mergeMap((event) => {
      const { data: refund } = event.event;
      const id = idIn(refund.id);
      if (id === undefined) return [];
      const [amount, tax] = [integerOrNull(refund.amount), integerOrNull(refund.tax_amount)];
      const update = new UpdateRefund(
        {
          provider: 'polar',
          id,
          status: STATUSES.get(textIn(refund.status)) ?? 'pending',
          providerStatus: textIn(refund.status),
          amount: amount === null ? null : amount + (tax ?? 0),
          currency: currencyIn(refund.currency),
          payment: textOrNull(refund.order_id),
          reason: textOrNull(refund.reason),
          createdAt: utcOf(refund.created_at),
        },
        event,
      );
      return [update];
    }),
  ),
);
