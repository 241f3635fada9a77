import type Stripe from 'stripe';
import { anyOf, commandHandler, durableSaga, from, type Context, type Kept } from 'integration-service';
import { accountOf, idOf, isStripeEventOfType, StripeEvent, type StripeEventOfType } from 'integration-service/stripe';
import { refetch } from 'integration-service/stripe/refetch';
import { BillCommand, suspend, type UnpaidBill } from '../shared/dunning-commands.ts';
import { collectBill, type Settlement } from '../shared/dunning.ts';
import { ifKeyed } from '../shared/if-keyed.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { subscriptionOf } from './invoice-subscription.ts';

export class SuspendAccount extends BillCommand {
  static readonly type = 'SuspendAccount';
}

/** Collects unpaid invoices of Stripe: reminders, then the suspension of the account. One instance for each invoice. */
export const dunning = durableSaga(
  {
    paymentFailed: from(StripeEvent, isStripeEventOfType('invoice.payment_failed'), unpaid),
    settled: anyOf(
      from(StripeEvent, isStripeEventOfType('invoice.paid'), ({ event }) => settled(event.data.object, 'paid')),
      from(StripeEvent, isStripeEventOfType('invoice.voided'), ({ event }) => settled(event.data.object, 'void')),
      from(StripeEvent, isStripeEventOfType('invoice.marked_uncollectible'), ({ event }) =>
        settled(event.data.object, 'uncollectible'),
      ),
    ),
  },
  collectBill(SuspendAccount),
);

/** Asks Stripe first: a payment may be on its way to us. Without an API key it goes by the events. */
export const suspendAccount = commandHandler(SuspendAccount, async ({ bill }, context) => {
  const asked = await ifKeyed(() => isOwed(bill, context));
  if (asked?.found !== false) suspend(context.records, bill, asked !== undefined);
});

async function isOwed({ id, account }: UnpaidBill, context: Context): Promise<boolean> {
  const invoice = await refetch({ object: 'invoice', id, account }, context);
  return invoice?.status === 'open';
}

function unpaid({ event, envelope }: StripeEventOfType<'invoice.payment_failed'>): Kept<UnpaidBill> {
  const invoice = event.data.object;
  return {
    key: recordIdOf('stripe', invoice.id),
    fact: {
      provider: 'stripe',
      id: invoice.id,
      account: accountOf(event) ?? null,
      customer: idOf(invoice.customer),
      subscription: subscriptionOf(invoice),
      livemode: invoice.livemode,
      failedAt: envelope.time,
    },
  };
}

function settled({ id }: Stripe.Invoice, outcome: Settlement['outcome']): Kept<Settlement> {
  return { key: recordIdOf('stripe', id), fact: { outcome } };
}
