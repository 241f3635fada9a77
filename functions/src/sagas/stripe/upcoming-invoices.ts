import type Stripe from 'stripe';
import { mergeMap } from 'rxjs';
import { isOfType, newest, recordHandler, saga } from 'integration-service';
import { idOf, isoOf, isStripeEventOfType, StripeEvent } from 'integration-service/stripe';
import { isoAmount } from './amounts.ts';
import { subscriptionOf } from './invoice-subscription.ts';
import { SnapshotCommand } from './snapshot-command.ts';

/**
 * The next invoice of a subscription, as announced some days before, in `upcomingInvoices/{subscription id}`: it has no
 * permanent id yet. Amounts are in ISO 4217 minor units, times in RFC 3339.
 */
export type UpcomingInvoiceRecord = {
  readonly subscription: string;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  readonly customer: string | null;
  readonly currency: string;
  readonly total: number;
  readonly amountDue: number;
  /** When it will be charged; null if it is sent for payment. */
  readonly nextPaymentAttempt: string | null;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly livemode: boolean;
};

/** Records renewals in `upcomingInvoices`, in time to remind the customer. */
export const renewalNotices = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('invoice.upcoming'),
    mergeMap((event) => {
      const invoice = event.event.data.object;
      const subscription = subscriptionOf(invoice);
      return subscription === null ? [] : [new AnnounceInvoice({ invoice, subscription }, event)];
    }),
  ),
);

export class AnnounceInvoice extends SnapshotCommand<Upcoming> {
  static readonly type = 'AnnounceInvoice';
}

interface Upcoming {
  readonly invoice: Stripe.Invoice;
  readonly subscription: string;
}

export const announceInvoice = recordHandler(AnnounceInvoice, ({ snapshot, account, asOf }, records) => {
  const change = newest(asOf, () => recordOf(snapshot, account));
  records.update('upcomingInvoices', snapshot.subscription, change);
});

function recordOf({ invoice, subscription }: Upcoming, account: string | null): UpcomingInvoiceRecord {
  return {
    subscription,
    account,
    customer: idOf(invoice.customer),
    currency: invoice.currency,
    total: isoAmount(invoice.total, invoice.currency),
    amountDue: isoAmount(invoice.amount_due, invoice.currency),
    nextPaymentAttempt: isoOf(invoice.next_payment_attempt),
    periodStart: isoOf(invoice.period_start),
    periodEnd: isoOf(invoice.period_end),
    livemode: invoice.livemode,
  };
}
