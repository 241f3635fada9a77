import type Stripe from 'stripe';
import { map } from 'rxjs';
import { isOfType, newest, RANK, recordHandler, saga } from 'integration-service';
import { idOf, isoOf, isStripeEventOfType, StripeEvent, type StripeEventOfType } from 'integration-service/stripe';
import { isoAmount } from './amounts.ts';
import { SnapshotCommand } from './snapshot-command.ts';

type RefundEvent = StripeEventOfType<'refund.created' | 'refund.updated' | 'refund.failed' | 'charge.refund.updated'>;

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
    map((event) => {
      const { object: refund } = event.event.data;
      const { livemode } = event.event;
      return new SyncRefund({ refund, livemode, status: statusOf(event) }, event, rankOf(event));
    }),
  ),
);

interface Snapshot {
  readonly refund: Stripe.Refund;
  readonly livemode: boolean;
  readonly status: string | null;
}

export class SyncRefund extends SnapshotCommand<Snapshot> {
  static readonly type = 'SyncRefund';
}

export const syncRefund = recordHandler(SyncRefund, ({ snapshot, account, asOf }, records) => {
  const change = newest(asOf, () => recordOf(snapshot, account));
  records.update('refunds', snapshot.refund.id, change);
});

/** Whether a refund has failed or been canceled after an event, so that the money is back on your balance. */
export function isReversed(event: RefundEvent): boolean {
  const status = statusOf(event);
  return status === 'failed' || status === 'canceled';
}

function statusOf({ event }: RefundEvent): string | null {
  return event.type === 'refund.failed' ? 'failed' : event.data.object.status;
}

/** A failure is also reported as an update in the same second. */
function rankOf(event: RefundEvent): number {
  if (isReversed(event)) return RANK.end;
  return event.event.type === 'refund.created' ? RANK.creation : RANK.update;
}

function recordOf({ refund, livemode, status }: Snapshot, account: string | null): RefundRecord {
  return {
    id: refund.id,
    account,
    status,
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
