import type Stripe from 'stripe';
import { map } from 'rxjs';
import { isOfType, newest, recordHandler, saga } from 'integration-service';
import { idOf, isoOf, isStripeEventOfType, StripeEvent } from 'integration-service/stripe';
import { stripeObject } from 'integration-service/stripe/refetch';
import { listIn } from '../shared/fields.ts';
import { isoAmount } from './amounts.ts';
import { ObjectCommand } from './object-command.ts';

/** A dispute, in `disputes/{its id}`. Amounts are in ISO 4217 minor units, times in RFC 3339. */
export type DisputeRecord = {
  readonly id: string;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  /** Stripe's own term: `needs_response`, `under_review`, `won`, `lost`, … */
  readonly status: string;
  /** Whether it is waiting for your evidence or your acceptance; if so, watch `evidenceDueBy`. */
  readonly needsResponse: boolean;
  /** The reason that the customer's bank gave: `fraudulent`, `product_not_received`, … */
  readonly reason: string;
  readonly networkReasonCode: string | null;
  readonly amount: number;
  readonly currency: string;
  /** How much the dispute has changed your balance so far, including fees: negative until it is won. */
  readonly balanceChange: number;
  /** The currency of your balance, which may differ from the dispute's; null until the balance changes. */
  readonly balanceCurrency: string | null;
  /** The deadline for evidence; null if the customer's bank accepts none. */
  readonly evidenceDueBy: string | null;
  readonly evidenceSubmitted: boolean;
  readonly charge: string | null;
  readonly paymentIntent: string | null;
  readonly livemode: boolean;
  readonly createdAt: string;
};

/** Keeps `disputes` up to date: what must be answered by when, and how it ended. */
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
    map((event) => new SyncDispute(event)),
  ),
);

export class SyncDispute extends ObjectCommand<Stripe.Dispute> {
  static readonly type = 'SyncDispute';
}

export const syncDispute = recordHandler(
  SyncDispute,
  ({ object: dispute, account, asOf }, records) => {
    const change = newest(asOf, () => recordOf(dispute, account));
    records.update('disputes', dispute.id, change);
  },
  stripeObject<Stripe.Dispute>(),
);

const WAITING: ReadonlySet<string> = new Set(['needs_response', 'warning_needs_response', 'appeal_needs_response']);

function recordOf(dispute: Stripe.Dispute, account: string | null): DisputeRecord {
  const movements = listIn(dispute.balance_transactions);
  const evidence = dispute.evidence_details;
  return {
    id: dispute.id,
    account,
    status: dispute.status,
    needsResponse: WAITING.has(dispute.status),
    reason: dispute.reason,
    networkReasonCode: dispute.network_reason_code ?? null,
    amount: isoAmount(dispute.amount, dispute.currency),
    currency: dispute.currency,
    balanceChange: movements.reduce((sum, { net, currency }) => sum + isoAmount(net, currency), 0),
    balanceCurrency: movements[0]?.currency ?? null,
    // Stripe writes 0 if there is no deadline.
    evidenceDueBy: isoOf(evidence?.due_by || null),
    evidenceSubmitted: (evidence?.submission_count ?? 0) > 0,
    charge: idOf(dispute.charge),
    paymentIntent: idOf(dispute.payment_intent),
    livemode: dispute.livemode,
    createdAt: isoOf(dispute.created),
  };
}
