import type Stripe from 'stripe';
import { map } from 'rxjs';
import { commandHandler } from '../../core/handle/command.ts';
import { newest } from '../../core/handle/newest.ts';
import { isOfType, saga } from '../../core/handle/saga.ts';
import { isStripeEventOfType, StripeEvent } from '../../integrations/stripe/event.ts';
import { idOf, isoOf } from '../../integrations/stripe/fields.ts';
import { SnapshotCommand } from './snapshot-command.ts';

/** What is kept of a dispute, in `disputes/{its id}`. Amounts are in minor units, times RFC 3339. */
export type DisputeRecord = {
  readonly id: string;
  /** The connected account it belongs to; null for one's own. */
  readonly account: string | null;
  /** Stripe's word for it: `needs_response`, `under_review`, `won`, `lost`, … */
  readonly status: string;
  /** Whether it waits for your evidence or your acceptance: watch `evidenceDueBy` then. */
  readonly needsResponse: boolean;
  /** What the customer's bank gave as the reason: `fraudulent`, `product_not_received`, … */
  readonly reason: string;
  readonly networkReasonCode: string | null;
  readonly amount: number;
  readonly currency: string;
  /** What the dispute has taken from your balance so far, fees included: negative until it is won. */
  readonly balanceChange: number;
  /** Until when evidence is accepted. */
  readonly evidenceDueBy: string | null;
  readonly evidenceSubmitted: boolean;
  readonly charge: string | null;
  readonly paymentIntent: string | null;
  readonly livemode: boolean;
  readonly createdAt: string;
};

/** Keeps `disputes` up to date: what must be answered until when, and what came of it. */
export const disputeProgress = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType(
      'charge.dispute.created',
      'charge.dispute.updated',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ),
    map((event) => new SyncDispute(event.event.data.object, event)),
  ),
);

export class SyncDispute extends SnapshotCommand<Stripe.Dispute> {
  static readonly type = 'SyncDispute';
}

export const syncDispute = commandHandler(SyncDispute, ({ snapshot, account, asOf }, { records }) => {
  const change = newest(asOf, () => recordOf(snapshot, account));
  records.update('disputes', snapshot.id, change);
});

const WAITING: ReadonlySet<string> = new Set(['needs_response', 'warning_needs_response', 'appeal_needs_response']);

function recordOf(dispute: Stripe.Dispute, account: string | null): DisputeRecord {
  return {
    id: dispute.id,
    account,
    status: dispute.status,
    needsResponse: WAITING.has(dispute.status),
    reason: dispute.reason,
    networkReasonCode: dispute.network_reason_code ?? null,
    amount: dispute.amount,
    currency: dispute.currency,
    balanceChange: dispute.balance_transactions.reduce((sum, { net }) => sum + net, 0),
    evidenceDueBy: isoOf(dispute.evidence_details.due_by),
    evidenceSubmitted: dispute.evidence_details.submission_count > 0,
    charge: idOf(dispute.charge),
    paymentIntent: idOf(dispute.payment_intent),
    livemode: dispute.livemode,
    createdAt: isoOf(dispute.created),
  };
}
