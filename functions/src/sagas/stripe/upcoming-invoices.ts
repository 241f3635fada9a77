import type Stripe from 'stripe';
import { filter, map } from 'rxjs';
import { Command, isOfType, newest, recordHandler, saga, type Context } from 'integration-service';
import {
  accountOf,
  asOf,
  idOf,
  isoOf,
  isStripeEventOfType,
  StripeEvent,
  type StripeEventOfType,
} from 'integration-service/stripe';
import { stripeClient } from 'integration-service/stripe/client';
import { idempotentOptions, refetchEvent } from 'integration-service/stripe/refetch';
import { isoAmount } from './amounts.ts';
import { subscriptionOf } from './invoice-subscription.ts';

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
    filter(({ event }) => event.object !== 'event' || subscriptionOf(event.data.object) !== null),
    map((event) => new AnnounceInvoice(event)),
  ),
);

type UpcomingEvent = Pick<StripeEventOfType<'invoice.upcoming'>, 'event' | 'envelope'>;

export class AnnounceInvoice extends Command {
  static readonly type = 'AnnounceInvoice';
  readonly event: UpcomingEvent['event'];
  readonly envelope: UpcomingEvent['envelope'];

  constructor({ event, envelope }: UpcomingEvent) {
    super();
    this.event = event;
    this.envelope = envelope;
  }
}

interface Upcoming {
  readonly about: UpcomingEvent;
  readonly invoice: Stripe.Invoice;
  readonly subscription: string;
}

export const announceInvoice = recordHandler(
  AnnounceInvoice,
  ({ about, invoice, subscription }: Upcoming, records) => {
    const record = recordOf({ invoice, subscription }, accountOf(about.event) ?? null);
    records.update(
      'upcomingInvoices',
      subscription,
      newest(asOf(about), () => record),
    );
  },
  {
    atHand: (about) => (about.event.object === 'event' ? upcoming(about, about.event.data.object) : undefined),
    fetch: async (about, context) => upcoming(about, await previewOf(about, context)),
  },
);

function upcoming(about: UpcomingEvent, invoice: Stripe.Invoice | undefined): Upcoming | undefined {
  const subscription = invoice === undefined ? null : subscriptionOf(invoice);
  return invoice === undefined || subscription === null ? undefined : { about, invoice, subscription };
}

/** An invoice that has no id yet cannot be fetched, but it can be computed again. */
async function previewOf({ event }: UpcomingEvent, context: Context): Promise<Stripe.Invoice | undefined> {
  if (event.object === 'event') return event.data.object;
  const { customer, subscription } = (await refetchEvent(event, context))?.data ?? {};
  if (customer === undefined || subscription === undefined) return undefined;
  const stripe = await context.use(stripeClient);
  return stripe.invoices.createPreview({ customer, subscription }, idempotentOptions(context));
}

function recordOf(
  { invoice, subscription }: Pick<Upcoming, 'invoice' | 'subscription'>,
  account: string | null,
): UpcomingInvoiceRecord {
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
