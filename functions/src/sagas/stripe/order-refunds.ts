import type Stripe from 'stripe';
import { map, mergeMap } from 'rxjs';
import { PermanentError } from '../../core/event/errors.ts';
import { commandHandler } from '../../core/handle/command.ts';
import { newest } from '../../core/handle/newest.ts';
import { isOfType, saga } from '../../core/handle/saga.ts';
import { isStripeEventOfType, StripeEvent } from '../../integrations/stripe/event.ts';
import { idOf, isoOf } from '../../integrations/stripe/fields.ts';
import { refetch } from '../../integrations/stripe/refetch.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { SnapshotCommand } from './snapshot-command.ts';

/**
 * What is kept of an order whose money went back, in `orders/stripe:{order id}`. The order's id is
 * `metadata.order_id` of the payment, else the id of the payment intent; a connected account's orders have
 * the account before it. One charge per order. Amounts are in minor units, times RFC 3339.
 */
export type OrderRecord = {
  readonly orderId: string;
  /** The connected account it belongs to; null for one's own. */
  readonly account: string | null;
  /** `paid` again where a refund failed. */
  readonly status: 'paid' | 'partially_refunded' | 'refunded';
  readonly amount: number;
  readonly amountRefunded: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly charge: string;
  readonly paymentIntent: string | null;
  readonly livemode: boolean;
  readonly paidAt: string;
};

/** Carries refunds over to the orders that they concern. */
export const orderRefunds = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('charge.refunded'),
    map((event) => {
      const charge = event.event.data.object;
      // Several refunds may fall into one second: the later one is that which leaves more refunded.
      return new SyncOrder(charge, event, charge.amount_refunded);
    }),
  ),
);

/**
 * Takes a failed refund back out of its order. Stripe lowers the charge's `amount_refunded` but tells of the
 * refund only, so the charge is fetched: this needs `STRIPE_API_KEY`.
 */
export const failedRefunds = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('refund.failed'),
    mergeMap((event) => {
      const id = idOf(event.event.data.object.charge);
      // Refunds of a customer's balance have no charge, and no order.
      return id === null ? [] : [new RecheckOrder({ object: 'charge', id }, event, FETCHED)];
    }),
  ),
);

/** What was fetched because of an event is later than what any event of the same second tells. */
const FETCHED = Number.MAX_SAFE_INTEGER;

export class SyncOrder extends SnapshotCommand<Stripe.Charge> {
  static readonly type = 'SyncOrder';
}

export class RecheckOrder extends SnapshotCommand<{ readonly object: 'charge'; readonly id: string }> {
  static readonly type = 'RecheckOrder';
}

export const syncOrder = commandHandler(SyncOrder, ({ snapshot, account, asOf }, { records }) => {
  const record = recordOf(snapshot, account);
  records.update(
    'orders',
    placeOf(record),
    newest(asOf, () => record),
  );
});

export const recheckOrder = commandHandler(RecheckOrder, async ({ snapshot, account, asOf }, context) => {
  const charge = await refetch(snapshot, context);
  if (charge === undefined) {
    throw new PermanentError(
      `Stripe knows no charge ${snapshot.id}; check that STRIPE_API_KEY is of the event's account and mode.`,
    );
  }
  const record = recordOf(charge, account);
  context.records.update(
    'orders',
    placeOf(record),
    newest(asOf, () => record),
  );
});

/** Order numbers of two connected accounts may be the same. */
function placeOf({ account, orderId }: OrderRecord): string {
  return recordIdOf('stripe', account === null ? orderId : `${account}/${orderId}`);
}

function recordOf(charge: Stripe.Charge, account: string | null): OrderRecord {
  const paymentIntent = idOf(charge.payment_intent);
  return {
    orderId: charge.metadata['order_id'] || (paymentIntent ?? charge.id),
    account,
    status: charge.refunded ? 'refunded' : charge.amount_refunded > 0 ? 'partially_refunded' : 'paid',
    amount: charge.amount_captured,
    amountRefunded: charge.amount_refunded,
    currency: charge.currency,
    customer: idOf(charge.customer),
    charge: charge.id,
    paymentIntent,
    livemode: charge.livemode,
    paidAt: isoOf(charge.created),
  };
}
