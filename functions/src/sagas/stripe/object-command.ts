import { Command, type RecordData } from 'integration-service';
import { accountOf, objectIdOf, objectIn, type StripeEventAbout } from 'integration-service/stripe';

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

/** The last record of a deleted object. A thin event no longer leads to the object, so what was recorded is kept. */
export function lastRecordOf<Object extends { readonly id: string }>(
  about: StripeEventAbout<Object>,
  current: RecordData | undefined,
  recordOf: (object: Object, account: string | null) => RecordData,
): RecordData {
  const { event } = about;
  const account = accountOf(event) ?? null;
  const object = objectIn(about)?.object;
  if (object !== undefined) return recordOf(object, account);
  return { ...current, id: objectIdOf(about), account, livemode: event.livemode };
}
