import type { IEvents } from '@paddle/paddle-node-sdk';
import { eventClass, ofTypes, type EventOf, type EventsBy } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** The SDK types the event type as an enum, whose values are the strings that Paddle sends. */
type OnTheWire<Event extends IEvents> = Event extends IEvents
  ? Omit<Event, 'event_type'> & { readonly event_type: `${Event['event_type']}` }
  : never;

/** What Paddle sends, by type: every event that the SDK knows, with its fields in snake_case. */
export type PaddleEvents = EventsBy<OnTheWire<IEvents>, 'event_type'>;
export type PaddleEventType = keyof PaddleEvents;
export type PaddleNative = PaddleEvents[PaddleEventType];
export type PaddleEventOfType<Type extends PaddleEventType> = EventOf<PaddleEvents, Type>;

export const places: EventPlaces<PaddleNative> = {
  id: '/event_id',
  type: '/event_type',
  time: '/occurred_at',
  subject: '/data/id',
  related: ['/data/customer_id', '/data/subscription_id', '/data/invoice_number', '/data/custom_data/order_id'],
  source: '//paddle.com',
  needs: { '/event_id': 'text', '/occurred_at': 'text', '/data': 'object' },
};

/**
 * A Paddle event on the platform, with its fields in snake_case, as Paddle sends them.
 * @see https://developer.paddle.com/webhooks/overview
 */
export class PaddleEvent extends /* @__PURE__ */ eventClass<PaddleEvents>('paddle', places) {}

/**
 * Lets through Paddle events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(PaddleEvent),
 *   isPaddleEventOfType('subscription.canceled'),
 *   map(({ event }) => new EndAccess(event.data.customer_id)),
 * )
 */
export const isPaddleEventOfType = /* @__PURE__ */ ofTypes(PaddleEvent);
