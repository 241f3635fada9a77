import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { ofTypes, type EventOf, type EventsBy } from '../../core/integration/event-class.ts';
import { relatedIn } from '../../core/integration/related.ts';
import type { KeySource } from '../../core/logic/token.ts';
import { stripeClient, stripeParser } from './client.ts';
import { lostEventIn, reportsLostEvent, standInFor } from './generation-failure.ts';
import { unlessGone } from './gone.ts';
import { isNotification, isSnapshot, places, type StripeNative } from './native.ts';
import { snapshotTypeOf } from './thin-siblings.ts';

export { asOf } from './as-of.ts';
export { idOf, isoOf, olderField } from './fields.ts';
export { accountOf } from './native.ts';
export { lostEventIn, reportsLostEvent, type LostEvent } from './generation-failure.ts';
export { objectIdOf, objectIn, type StripeEventAbout, type StripeObject } from './event-object.ts';
export { snapshotTypeOf } from './thin-siblings.ts';
export type { StripeNative };

type EventsOfOneStyle = EventsBy<StripeNative, 'type'>;
type ThinSibling<Type extends string> = EventsOfOneStyle[Extract<`v1.${Type}`, keyof EventsOfOneStyle>];

/**
 * What Stripe sends, by the type of every event that the SDK knows. The type of a snapshot stands for its thin sibling
 * as well: `customer.updated` for `customer.updated` and `v1.customer.updated`. Their field `object` tells them apart:
 * `event` or `v2.core.event`.
 */
export type StripeEvents = {
  readonly [Type in keyof EventsOfOneStyle]: EventsOfOneStyle[Type] | ThinSibling<Type>;
};
export type StripeEventType = keyof StripeEvents;
export type StripeEventOfType<Type extends StripeEventType> = EventOf<StripeEvents, Type>;

/** The snapshot event of a type, which has its object in its body. */
export type StripeSnapshotOfType<Type extends StripeEventType> = EventOf<EventsOfOneStyle, Type>;

/**
 * A Stripe event on the platform.
 * @see https://docs.stripe.com/api/events/types
 */
export class StripeEvent extends IntegrationEvent<StripeNative> {
  /**
   * Creates the event from its envelope. A thin event gets the SDK's methods `fetchEvent()` and `fetchRelatedObject()`,
   * which need `STRIPE_API_KEY` when they are called and reject with `bad-config` without it. Each makes one request,
   * whose result all that handles this delivery shares; after a failure, the next call tries again. In place of a report
   * of an event that Stripe never generated comes a thin event of that type, for which the report is fetched.
   * @throws {IntegrationError} `bad-event`; `bad-config` for such a report without an API key, or what the SDK throws.
   */
  static async revive(envelope: PlatformEvent, services: KeySource): Promise<StripeEvent> {
    const { data } = envelope;
    if (isSnapshot(data)) return new StripeEvent(data, envelope);
    if (!isNotification(data)) throw notRevivable('stripe');
    const told = await withMethods(data, services);
    if (!reportsLostEvent(data)) return new StripeEvent(told, envelope);
    const lost = lostEventIn(await unlessGone<unknown>(told.fetchEvent()));
    const standIn = lost === undefined ? undefined : standInFor(lost, data);
    if (standIn === undefined) return new StripeEvent(told, envelope);
    // Its full form is the report, which is here already.
    const native = Object.assign(await withMethods(standIn, services), { fetchEvent: told.fetchEvent });
    return new StripeEvent(native, { ...envelope, eventtype: native.type });
  }

  override related(): readonly unknown[] {
    return relatedIn(places, this.event);
  }

  override isConnectionTest(): boolean {
    return this.event.type === 'v2.core.event_destination.ping';
  }
}

/** A thin event with the SDK's methods, each of which makes one request for all that handles a delivery. */
async function withMethods(data: unknown, services: KeySource) {
  const json = JSON.stringify(data);
  const notification = (await stripeParser.get(services)).parseEventNotificationWithoutVerification(json);
  const withClient = async () => (await stripeClient.get(services)).parseEventNotificationWithoutVerification(json);
  return Object.assign(notification, {
    fetchEvent: sharedIfDone(async () => (await withClient()).fetchEvent()),
    fetchRelatedObject: sharedIfDone(async () => {
      const fetchable = await withClient();
      return 'fetchRelatedObject' in fetchable ? fetchable.fetchRelatedObject() : null;
    }),
  });
}

/** Shares one call, unless it fails. */
function sharedIfDone<T>(call: () => Promise<T>): () => Promise<T> {
  let shared: Promise<T> | undefined;
  return () => {
    shared ??= call().catch((error: unknown) => {
      shared = undefined;
      throw error;
    });
    return shared;
  };
}

/**
 * Lets through Stripe events of the given types. The type of a snapshot lets through its thin sibling, too: whichever
 * style an account sends, the saga is the same. A snapshot has its object in its body; that of a thin event is fetched in
 * the handler.
 * @example
 * events$.pipe(
 *   isOfType(StripeEvent),
 *   isStripeEventOfType('customer.subscription.deleted'),  // and v1.customer.subscription.deleted
 *   map((event) => new EndSubscription(event)),
 * )
 *
 * // In the handler:
 * const { object } = (await objectOf(command.event, context)) ?? {};  // a Stripe.Subscription
 */
export const isStripeEventOfType = /* @__PURE__ */ ofTypes<StripeEvents>(
  StripeEvent,
  ({ envelope: { eventtype } }, wanted) => wanted.has(eventtype) || wanted.has(snapshotTypeOf(eventtype)),
);

/**
 * Lets through events of exactly these types and no thin siblings: for sagas that cannot do without the object as it was
 * when the event occurred. Their thin siblings are not handled then.
 * @example
 * events$.pipe(
 *   isOfType(StripeEvent),
 *   isStripeSnapshotOfType('customer.updated'),
 *   map(({ event }) => new CompareNames(event.data.object.name, event.data.previous_attributes?.name)),
 * )
 */
export const isStripeSnapshotOfType = /* @__PURE__ */ ofTypes<EventsOfOneStyle>(StripeEvent);
