import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { CoinbaseCommerceEvent, isCoinbaseCommerceEventOfType } from 'integration-service/coinbaseCommerce';
import { idOrNull, listIn, textIn } from '../shared/fields.ts';
import { currencyIn, minorUnits } from '../shared/money.ts';
import { type PaymentStatus, UpdatePayment } from '../shared/payments.ts';
import { utcOf } from '../shared/times.ts';

/** What each event makes of its charge. */
const STATUSES = {
  'charge:created': 'pending',
  'charge:pending': 'pending',
  // A payment arrived after the charge had expired: someone has to look at it.
  'charge:delayed': 'pending',
  'charge:confirmed': 'paid',
  'charge:resolved': 'paid',
  'charge:failed': 'failed',
} as const satisfies Record<string, PaymentStatus>;

/** Keeps `payments` up to date with the charges of Coinbase Commerce: which were paid, and which expired. */
export const payments = saga((events$) =>
  events$.pipe(
    isOfType(CoinbaseCommerceEvent),
    isCoinbaseCommerceEventOfType(
      'charge:created',
      'charge:pending',
      'charge:delayed',
      'charge:confirmed',
      'charge:resolved',
      'charge:failed',
    ),
    mergeMap((event) => {
      const { type, data: charge } = event.event.event;
      const id = idIn(charge?.code);
      if (id === undefined) return [];
      const price = charge.pricing?.local;
      const update = new UpdatePayment(
        {
          provider: 'coinbaseCommerce',
          id,
          status: STATUSES[type],
          providerStatus: textIn(listIn(charge.timeline).at(-1)?.status),
          amount: minorUnits(textIn(price?.amount), textIn(price?.currency)),
          currency: currencyIn(price?.currency),
          orderId: idOrNull(charge.metadata?.['order_id']),
          userId: idOrNull(charge.metadata?.['user_id']),
          createdAt: utcOf(charge.created_at),
        },
        event,
      );
      return [update];
    }),
  ),
);
