import type Stripe from 'stripe';
import { anyOf, commandHandler, durableSaga, from, type Context, type Kept } from 'integration-service';
import {
  idOf,
  isStripeEventOfType,
  objectIdOf,
  StripeEvent,
  type StripeEventAbout,
  type StripeObject,
} from 'integration-service/stripe';
import { refetch, stripeObject } from 'integration-service/stripe/refetch';
import { BillCommand, suspendIfOwed, type UnpaidBill } from '../shared/dunning-commands.ts';
import { collectBill, type Settlement } from '../shared/dunning.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { subscriptionOf } from './invoice-subscription.ts';

export class SuspendAccount extends BillCommand {
  static readonly type = 'SuspendAccount';
}

/** Collects unpaid invoices of Stripe: reminders, then the suspension of the account. One instance for each invoice. */
export const dunning = durableSaga(
  {
    paymentFailed: from(
      StripeEvent,
      isStripeEventOfType('invoice.payment_failed'),
      unpaid,
      stripeObject<Stripe.Invoice>(),
    ),
    // Events of both styles have the id, so that nothing has to be fetched.
    settled: anyOf(
      from(StripeEvent, isStripeEventOfType('invoice.paid'), (event) => settled(event, 'paid')),
      from(StripeEvent, isStripeEventOfType('invoice.voided'), (event) => settled(event, 'void')),
      from(StripeEvent, isStripeEventOfType('invoice.marked_uncollectible'), (event) =>
        settled(event, 'uncollectible'),
      ),
    ),
  },
  collectBill(SuspendAccount),
);

/** Asks Stripe first: a payment may be on its way to us. */
export const suspendAccount = commandHandler(SuspendAccount, ({ bill }, context) =>
  suspendIfOwed(bill, context, isOwed),
);

async function isOwed({ id, account }: UnpaidBill, context: Context): Promise<boolean> {
  const invoice = await refetch({ object: 'invoice', id, account }, context);
  return invoice?.status === 'open';
}

function unpaid({ object: invoice, account, time }: StripeObject<Stripe.Invoice>): Kept<UnpaidBill> {
  return {
    key: recordIdOf('stripe', invoice.id),
    fact: {
      provider: 'stripe',
      id: invoice.id,
      account,
      customer: idOf(invoice.customer),
      subscription: subscriptionOf(invoice),
      livemode: invoice.livemode,
      failedAt: time,
    },
  };
}

function settled(event: StripeEventAbout<Stripe.Invoice>, outcome: Settlement['outcome']): Kept<Settlement> {
  return { key: recordIdOf('stripe', objectIdOf(event)), fact: { outcome } };
}
