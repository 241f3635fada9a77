import { IntegrationError } from './errors.ts';
import type { PlatformEvent } from './platform-event.ts';

/**
 * What sagas and tasks see: the native event, typed by the provider's SDK, and the envelope it came in.
 * Each integration extends it: `class StripeEvent extends IntegrationEvent<Stripe.Event>`.
 */
export abstract class IntegrationEvent<Native = unknown> {
  readonly event: Native;
  readonly envelope: PlatformEvent;

  // Without `NoInfer`, passing a generic event class to `isOfType` or `task` would make its native event `never`.
  constructor(event: NoInfer<Native>, envelope: PlatformEvent) {
    this.event = event;
    this.envelope = envelope;
  }

  /**
   * Ids and addresses of other objects that the event concerns, beside the subject of its envelope: the customer of an
   * invoice, the number of an order. People find the event by them.
   */
  related(): readonly unknown[] {
    return [];
  }

  /** Whether the provider sent it to test the way to here. Such an event gets an entry in the ledger, although nothing is done. */
  isConnectionTest(): boolean {
    return false;
  }
}

/** The error of an envelope whose data is not a native event of its provider. */
export function notRevivable(provider: string): IntegrationError {
  return new IntegrationError(
    provider,
    'bad-event',
    `The message's data is not an event of ${provider}. Check who else publishes to its topic.`,
  );
}
