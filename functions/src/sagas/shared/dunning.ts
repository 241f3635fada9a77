import type Stripe from 'stripe';
import { concat, filter, map, merge, mergeMap, of, take, takeUntil, timer } from 'rxjs';
import { anyOf, days, durableSaga, from, ofFact, type Kept } from 'integration-service';
import { isPaddleEventOfType, PaddleEvent, type PaddleEventOfType } from 'integration-service/paddle';
import { accountOf, idOf, isStripeEventOfType, StripeEvent, type StripeEventOfType } from 'integration-service/stripe';
import { subscriptionOf } from '../stripe/invoice-subscription.ts';
import { ReinstateAccount, RemindOfPayment, SuspendAccount, type UnpaidBill } from './dunning-commands.ts';
import { recordIdOf } from './record-id.ts';

/** Days after the first failed payment on which the customer is reminded. */
const REMINDERS = [1, 3, 7] as const;
/** The day on which the account is suspended. */
const SUSPENSION = 10;

/** How a bill was settled. One that was written off (`uncollectible`) is still owed. */
interface Settlement {
  readonly outcome: 'paid' | 'void' | 'uncollectible';
}

/**
 * Collects unpaid bills: an invoice at Stripe or a transaction at Paddle whose payment failed is followed by reminders on
 * days 1, 3 and 7, and by the suspension of the account on day 10, unless it is settled before. An account that was
 * suspended is reinstated once the bill is paid or void. One instance for each bill.
 *
 * A payment that arrives before its failure ends the instance as well: the order of events does not matter.
 */
export const dunning = durableSaga(
  {
    paymentFailed: anyOf(
      from(StripeEvent, isStripeEventOfType('invoice.payment_failed'), unpaidInvoice),
      from(PaddleEvent, isPaddleEventOfType('transaction.payment_failed', 'transaction.past_due'), unpaidTransaction),
    ),
    settled: anyOf(
      from(StripeEvent, isStripeEventOfType('invoice.paid'), ({ event }) => settled(event.data.object, 'paid')),
      from(StripeEvent, isStripeEventOfType('invoice.voided'), ({ event }) => settled(event.data.object, 'void')),
      from(StripeEvent, isStripeEventOfType('invoice.marked_uncollectible'), ({ event }) =>
        settled(event.data.object, 'uncollectible'),
      ),
      from(PaddleEvent, isPaddleEventOfType('transaction.paid', 'transaction.completed'), ({ event }) =>
        settledTransaction(event.data.id, 'paid'),
      ),
      from(PaddleEvent, isPaddleEventOfType('transaction.canceled'), ({ event }) =>
        settledTransaction(event.data.id, 'void'),
      ),
    ),
  },
  (facts$, { clock, history$ }) => {
    const settled$ = history$.pipe(ofFact('settled'));
    const acquitted$ = settled$.pipe(filter(({ outcome }) => outcome !== 'uncollectible'));
    return facts$.pipe(
      ofFact('paymentFailed'),
      takeUntil(settled$),
      take(1),
      mergeMap((bill) => {
        const reminders = REMINDERS.map((day, index) =>
          timer(days(day), clock).pipe(map(() => new RemindOfPayment(bill, index + 1))),
        );
        const reinstatement$ = acquitted$.pipe(
          take(1),
          map(() => new ReinstateAccount(bill)),
        );
        const suspension$ = timer(days(SUSPENSION), clock).pipe(
          takeUntil(settled$),
          mergeMap(() => concat(of(new SuspendAccount(bill)), reinstatement$)),
        );
        return merge(merge(...reminders).pipe(takeUntil(settled$)), suspension$);
      }),
    );
  },
);

function unpaidInvoice({ event, envelope }: StripeEventOfType<'invoice.payment_failed'>): Kept<UnpaidBill> {
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

function unpaidTransaction({
  event,
  envelope,
}: PaddleEventOfType<'transaction.payment_failed' | 'transaction.past_due'>): Kept<UnpaidBill> {
  const transaction = event.data;
  return {
    key: recordIdOf('paddle', transaction.id),
    fact: {
      provider: 'paddle',
      id: transaction.id,
      account: null,
      customer: transaction.customer_id ?? null,
      subscription: transaction.subscription_id ?? null,
      livemode: null,
      failedAt: envelope.time,
    },
  };
}

function settled({ id }: Stripe.Invoice, outcome: Settlement['outcome']): Kept<Settlement> {
  return { key: recordIdOf('stripe', id), fact: { outcome } };
}

function settledTransaction(id: string, outcome: Settlement['outcome']): Kept<Settlement> {
  return { key: recordIdOf('paddle', id), fact: { outcome } };
}
