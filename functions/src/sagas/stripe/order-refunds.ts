import type Stripe from 'stripe';
import { map, mergeMap } from 'rxjs';
import { commandHandler, ifUnchanged, isOfType, newest, saga } from 'integration-service';
import { idOf, isoOf, isStripeEventOfType, objectIn, StripeEvent } from 'integration-service/stripe';
import { objectOf } from 'integration-service/stripe/refetch';
import { isoAmount } from './amounts.ts';
import { liveFirst } from './live-first.ts';
import { orderIdOf, orderPlaceOf, type OrderRecord } from './order-record.ts';
import { reversalsOf, reversedSince, withoutReversed, withReversal } from './refunded-charge.ts';
import { isReversed, type ToldRefund } from './refunds.ts';
import { ObjectCommand } from './object-command.ts';

/** Applies refunds to the orders that they concern. */
export const orderRefunds = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('charge.refunded'),
    map((event) => new SyncOrder(event)),
  ),
);

/**
 * Reverses refunds that failed or were canceled in their orders. Stripe then lowers the charge's `amount_refunded`, but
 * sends an event only for the refund.
 */
export const refundReversals = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('refund.failed', 'refund.updated', 'charge.refund.updated'),
    mergeMap((event) => {
      const told = objectIn(event);
      // A thin event does not say what became of the refund.
      return told === undefined || isOfOrder(told) ? [new ReverseRefund(event)] : [];
    }),
  ),
);

export class SyncOrder extends ObjectCommand<Stripe.Charge> {
  static readonly type = 'SyncOrder';
}

export class ReverseRefund extends ObjectCommand<Stripe.Refund> {
  static readonly type = 'ReverseRefund';
}

/** Whether a refund is reversed in an order. Refunds of a customer's balance have no charge and no order. */
function isOfOrder(told: ToldRefund): boolean {
  return idOf(told.object.charge) !== null && isReversed(told);
}

/*
 * A refund names its charge but not its order, and either event may arrive first. Both are kept in a record of the
 * charge, `refundedCharges/{its id}`, which both handlers read and change: whichever runs second corrects the order. If
 * both run at the same time, one of them is retried.
 */
export const syncOrder = commandHandler(SyncOrder, async (command, context) => {
  const told = await objectOf(command, context);
  if (told === undefined) return;
  const { records } = context;
  const { object: charge, account } = told;
  // Several refunds may occur within one second: the later one is the one after which more is refunded.
  const asOf = { ...told.asOf, rank: charge.amount_refunded };
  const known = (await records.get('refundedCharges', charge.id))?.data;
  const record = recordOf(charge, account);
  const order = orderPlaceOf(charge, account);
  const back = reversedSince(asOf.time, reversalsOf(known));
  records.update(
    'refundedCharges',
    charge.id,
    ifUnchanged(known, (current) => (current?.['order'] === order ? current : { reversed: {}, ...current, order })),
  );
  records.update(
    'orders',
    order,
    liveFirst(
      record.livemode,
      newest(asOf, () => withoutReversed(record, back)),
    ),
  );
});

export const reverseRefund = commandHandler(ReverseRefund, async (command, context) => {
  const told = await objectOf(command, context);
  if (told === undefined || !isOfOrder(told)) return;
  const { records } = context;
  const { object: refund, asOf } = told;
  const charge = idOf(refund.charge) ?? '';
  const known = (await records.get('refundedCharges', charge))?.data;
  const reversals = reversalsOf(known);
  const before = reversals[refund.id];
  if (before !== undefined && before.time <= asOf.time) return;
  const { currency } = refund;
  const reversal = { amount: isoAmount(refund.amount, currency), currency, time: asOf.time };
  records.update(
    'refundedCharges',
    charge,
    ifUnchanged(known, (current) => ({ ...current, reversed: { ...reversals, [refund.id]: reversal } })),
  );
  const order = known?.['order'];
  // An earlier report of the same failure only dates it: the amount was given back before.
  if (typeof order === 'string' && before === undefined)
    records.update('orders', order, (current) => withReversal(current, charge, reversal));
});

function recordOf(charge: Stripe.Charge, account: string | null): OrderRecord {
  const paymentIntent = idOf(charge.payment_intent);
  const { currency } = charge;
  return {
    orderId: orderIdOf(charge),
    account,
    status: charge.refunded ? 'refunded' : charge.amount_refunded > 0 ? 'partially_refunded' : 'paid',
    amount: isoAmount(charge.amount_captured ?? charge.amount, currency),
    amountRefunded: isoAmount(charge.amount_refunded, currency),
    currency,
    customer: idOf(charge.customer),
    charge: charge.id,
    paymentIntent,
    livemode: charge.livemode,
    paidAt: isoOf(charge.created),
  };
}
