import type Stripe from 'stripe';
import { map } from 'rxjs';
import { isOfType, newest, RANK, recordHandler, saga } from 'integration-service';
import { idOf, isoOf, isStripeEventOfType, StripeEvent, type StripeObject } from 'integration-service/stripe';
import { stripeObject } from 'integration-service/stripe/refetch';
import { isoAmount } from './amounts.ts';
import { ObjectCommand } from './object-command.ts';

/** A refund, in `refunds/{its id}`. Amounts are in ISO 4217 minor units, times in RFC 3339. */
export type RefundRecord = {
  readonly id: string;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  /** `pending`, `requires_action`, `succeeded`, `failed` or `canceled`; null if Stripe does not say. */
  readonly status: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly charge: string | null;
  readonly paymentIntent: string | null;
  /** Your own id of the order: `metadata.order_id` of the refund, which does not inherit it from the payment. */
  readonly orderId: string | null;
  /** `requested_by_customer`, `duplicate`, `fraudulent`, … */
  readonly reason: string | null;
  /** Why it failed: `lost_or_stolen_card`, `expired_or_canceled_card`, … */
  readonly failureReason: string | null;
  readonly livemode: boolean;
  readonly createdAt: string;
};

/** Keeps `refunds` in sync with Stripe: which are pending, which succeeded, which failed and why. */
export const refundProgress = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('refund.created', 'refund.updated', 'refund.failed', 'charge.refund.updated'),
    map((event) => new SyncRefund(event)),
  ),
);

/** A refund, as an event describes it. */
export type ToldRefund = StripeObject<Stripe.Refund>;

export class SyncRefund extends ObjectCommand<Stripe.Refund> {
  static readonly type = 'SyncRefund';
}

export const syncRefund = recordHandler(
  SyncRefund,
  (told, records) => {
    // A failure is also reported as an update in the same second.
    const asOf = isReversed(told) ? { ...told.asOf, rank: RANK.end } : told.asOf;
    records.update(
      'refunds',
      told.object.id,
      newest(asOf, () => recordOf(told)),
    );
  },
  stripeObject<Stripe.Refund>(),
);

/** Whether a refund has failed or been canceled after an event, so that the money is back on your balance. */
export function isReversed(told: ToldRefund): boolean {
  const status = statusOf(told);
  return status === 'failed' || status === 'canceled';
}

function statusOf({ object: refund, type }: ToldRefund): string | null {
  return type === 'refund.failed' ? 'failed' : refund.status;
}

function recordOf(told: ToldRefund): RefundRecord {
  const { object: refund, account, livemode } = told;
  return {
    id: refund.id,
    account,
    status: statusOf(told),
    amount: isoAmount(refund.amount, refund.currency),
    currency: refund.currency,
    charge: idOf(refund.charge),
    paymentIntent: idOf(refund.payment_intent),
    orderId: refund.metadata?.['order_id'] || null,
    reason: refund.reason ?? null,
    failureReason: refund.failure_reason ?? null,
    livemode,
    createdAt: isoOf(refund.created),
  };
}
