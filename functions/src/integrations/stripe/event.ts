import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import type { ServiceSource } from '../../core/handle/service.ts';
import { stripeClient } from './client.ts';
import { isNotification, isSnapshot, type StripeNative } from './native.ts';

export type { StripeNative };

/** The type of every event that the SDK knows. */
export type StripeEventType = StripeNative['type'];

/** A Stripe event on the platform. */
export class StripeEvent<Native extends StripeNative = StripeNative> extends IntegrationEvent<Native> {
  /**
   * Makes the event from its envelope. A thin event gets the SDK's own methods, `fetchEvent()` and
   * `fetchRelatedObject()`; they need `STRIPE_API_KEY` when they are called.
   * @throws {IntegrationError} `bad-event`
   */
  static async revive(envelope: PlatformEvent, services: ServiceSource): Promise<StripeEvent> {
    const { data } = envelope;
    if (isSnapshot(data)) return new StripeEvent(data, envelope);
    if (!isNotification(data)) throw notRevivable('stripe');
    const client = await stripeClient.get(services);
    return new StripeEvent(client.parseEventNotificationWithoutVerification(JSON.stringify(data)), envelope);
  }
}

/** The Stripe events of these types: `event.data.object` is narrowed with them. */
export type StripeEventOfType<Type extends StripeEventType> = StripeEvent<Extract<StripeNative, { type: Type }>>;

/**
 * Lets through Stripe events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(StripeEvent),
 *   isStripeEventOfType('customer.subscription.deleted'),
 *   map(({ event }) => new EndSubscription(event.data.object)),  // a Stripe.Subscription
 * )
 */
export function isStripeEventOfType<const Type extends StripeEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<StripeEvent, StripeEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is StripeEventOfType<Type> => wanted.has(event.event.type));
}
