import type Stripe from 'stripe';
import { delay, map, take, zip } from 'rxjs';
import { it } from 'vitest';
import { Command, days, durableSaga, from, ofFact } from 'integration-service';
import { idOf, isStripeEventOfType, StripeEvent } from 'integration-service/stripe';
import { stripeObject } from 'integration-service/stripe/refetch';
import { given } from 'integration-service/testing';

class AskHowItGoes extends Command {
  static readonly type = 'AskHowItGoes';
  readonly customer: string;

  constructor(customer: string) {
    super();
    this.customer = customer;
  }
}

export const followUps = durableSaga(
  {
    subscribed: from(
      StripeEvent,
      isStripeEventOfType('customer.subscription.created'),
      ({ object: subscription }) => ({ key: idOf(subscription.customer), fact: {} }),
      stripeObject<Stripe.Subscription>(), // from the event, or fetched for a thin one
    ),
    paid: from(
      StripeEvent,
      isStripeEventOfType('invoice.paid'),
      ({ object: invoice }) => ({ key: idOf(invoice.customer), fact: {} }),
      stripeObject<Stripe.Invoice>(),
    ),
  },
  (facts$, { key, clock }) =>
    zip(facts$.pipe(ofFact('subscribed')), facts$.pipe(ofFact('paid'))).pipe(
      take(1),
      delay(days(3), clock), // whichever came first
      map(() => new AskHowItGoes(key)),
    ),
);

it('asks three days after both, whichever came first', () => {
  given(followUps)
    .fact('paid')
    .fact('subscribed')
    .at(days(2))
    .thenNothing()
    .at(days(3))
    .then(AskHowItGoes)
    .isComplete();
});

it('waits for the other one', () => {
  given(followUps).fact('paid').at(days(30)).thenNothing();
});
