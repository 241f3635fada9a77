import type Stripe from 'stripe';
import { map } from 'rxjs';
import { isOfType, newest, recordHandler, saga } from 'integration-service';
import { asOf, idOf, isoOf, isStripeEventOfType, objectIdOf, StripeEvent } from 'integration-service/stripe';
import { stripeObject } from 'integration-service/stripe/refetch';
import { isoAmount } from './amounts.ts';
import { subscriptionOf } from './invoice-subscription.ts';
import { lastRecordOf, ObjectCommand } from './object-command.ts';

/** An invoice, in `invoices/{its id}`. Amounts are in ISO 4217 minor units, times in RFC 3339. */
export type InvoiceRecord = {
  readonly id: string;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  /** The number printed on it; null while it is a draft. */
  readonly number: string | null;
  /** Stripe's own term, `draft`, `open`, `paid`, `uncollectible` or `void`; or `deleted`, for a draft. */
  readonly status: string | null;
  /** Why it was created: `subscription_create`, `subscription_cycle`, `manual`, … */
  readonly billingReason: string | null;
  readonly customer: string | null;
  readonly subscription: string | null;
  readonly currency: string;
  readonly total: number;
  readonly amountDue: number;
  readonly amountPaid: number;
  readonly amountRemaining: number;
  /** The billing cycle that it covers. */
  readonly periodStart: string;
  readonly periodEnd: string;
  /** The number of collection attempts. */
  readonly attemptCount: number;
  readonly nextPaymentAttempt: string | null;
  /** The due date, if it is sent rather than charged. */
  readonly dueDate: string | null;
  readonly finalizedAt: string | null;
  readonly paidAt: string | null;
  readonly livemode: boolean;
  readonly createdAt: string;
};

/** Keeps `invoices` up to date, from the draft to the final status. */
export const invoiceProgress = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType(
      'invoice.created',
      'invoice.updated',
      'invoice.finalized',
      'invoice.paid',
      'invoice.payment_failed',
      'invoice.payment_action_required',
      'invoice.overdue',
      'invoice.voided',
      'invoice.marked_uncollectible',
    ),
    map((event) => new SyncInvoice(event)),
  ),
);

/** Marks drafts that were deleted. */
export const invoiceDeletions = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('invoice.deleted'),
    map((event) => new MarkInvoiceDeleted(event)),
  ),
);

export class SyncInvoice extends ObjectCommand<Stripe.Invoice> {
  static readonly type = 'SyncInvoice';
}

export class MarkInvoiceDeleted extends ObjectCommand<Stripe.Invoice> {
  static readonly type = 'MarkInvoiceDeleted';
}

export const syncInvoice = recordHandler(
  SyncInvoice,
  ({ object: invoice, account, asOf }, records) => {
    const change = newest(asOf, () => recordOf(invoice, account));
    records.update('invoices', invoice.id, change);
  },
  stripeObject<Stripe.Invoice>(),
);

// Stripe no longer has the draft, so that a thin event only changes the status of what is recorded.
export const markInvoiceDeleted = recordHandler(MarkInvoiceDeleted, (command, records) => {
  const change = newest(asOf(command), (current) => ({
    ...lastRecordOf(command, current, recordOf),
    status: 'deleted',
  }));
  records.update('invoices', objectIdOf(command), change);
});

function recordOf(invoice: Stripe.Invoice, account: string | null): InvoiceRecord {
  const { currency } = invoice;
  return {
    id: invoice.id,
    account,
    number: invoice.number ?? null,
    status: invoice.status ?? null,
    billingReason: invoice.billing_reason ?? null,
    customer: idOf(invoice.customer),
    subscription: subscriptionOf(invoice),
    currency,
    total: isoAmount(invoice.total, currency),
    amountDue: isoAmount(invoice.amount_due, currency),
    amountPaid: isoAmount(invoice.amount_paid, currency),
    amountRemaining: isoAmount(invoice.amount_remaining, currency),
    periodStart: isoOf(invoice.period_start),
    periodEnd: isoOf(invoice.period_end),
    attemptCount: invoice.attempt_count,
    nextPaymentAttempt: isoOf(invoice.next_payment_attempt),
    dueDate: isoOf(invoice.due_date),
    finalizedAt: isoOf(invoice.status_transitions?.finalized_at),
    paidAt: isoOf(invoice.status_transitions?.paid_at),
    livemode: invoice.livemode,
    createdAt: isoOf(invoice.created),
  };
}
