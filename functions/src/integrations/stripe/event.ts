import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { ofTypes, type EventOf, type EventsBy } from '../../core/integration/event-class.ts';
import type { ServiceSource } from '../../core/logic/service.ts';
import { stripeClient, stripeParser } from './client.ts';
import { isNotification, isSnapshot, type StripeNative } from './native.ts';

export { asOf } from './as-of.ts';
export { idOf, isoOf, olderField } from './fields.ts';
export { accountOf } from './native.ts';
export type { StripeNative };

/** What Stripe sends, by the type of every event that the SDK knows. */
export type StripeEvents = EventsBy<StripeNative, 'type'>;
export type StripeEventType = keyof StripeEvents;
export type StripeEventOfType<Type extends StripeEventType> = EventOf<StripeEvents, Type>;

/**
 * A Stripe event on the platform.
 * @see https://docs.stripe.com/api/events/types
 */
export class StripeEvent extends IntegrationEvent<StripeNative> {
  /**
   * Creates the event from its envelope. A thin event gets the SDK's methods `fetchEvent()` and `fetchRelatedObject()`,
   * which need `STRIPE_API_KEY` when they are called and reject with `bad-config` without it.
   * @throws {IntegrationError} `bad-event`
   */
  static async revive(envelope: PlatformEvent, services: ServiceSource): Promise<StripeEvent> {
    const { data } = envelope;
    if (isSnapshot(data)) return new StripeEvent(data, envelope);
    if (!isNotification(data)) throw notRevivable('stripe');
    const json = JSON.stringify(data);
    const notification = (await stripeParser.get(services)).parseEventNotificationWithoutVerification(json);
    const withClient = async () => (await stripeClient.get(services)).parseEventNotificationWithoutVerification(json);
    const methods = {
      fetchEvent: async () => (await withClient()).fetchEvent(),
      fetchRelatedObject: async () => {
        const fetchable = await withClient();
        return 'fetchRelatedObject' in fetchable ? fetchable.fetchRelatedObject() : null;
      },
    };
    return new StripeEvent(Object.assign(notification, methods), envelope);
  }
}

/**
 * Lets through Stripe events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(StripeEvent),
 *   isStripeEventOfType('customer.subscription.deleted'),
 *   map(({ event }) => new EndSubscription(event.data.object)),  // a Stripe.Subscription
 * )
 */
export const isStripeEventOfType = /* @__PURE__ */ ofTypes<StripeEvents>(StripeEvent);
