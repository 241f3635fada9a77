import { Command } from 'integration-service';
import type { StripeEventAbout } from 'integration-service/stripe';

/**
 * Carries an event of either style from a saga to the handler that writes the record. The handler gets the object from
 * `stripeObject`: from the event's body, or from Stripe.
 */
export abstract class ObjectCommand<Object> extends Command {
  readonly event: StripeEventAbout<Object>['event'];
  readonly envelope: StripeEventAbout<Object>['envelope'];

  constructor({ event, envelope }: StripeEventAbout<Object>) {
    super();
    this.event = event;
    this.envelope = envelope;
  }
}
