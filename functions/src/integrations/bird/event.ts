import { isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

export type BirdStatus =
  | 'accepted'
  | 'rejected'
  | 'processing'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'sending_failed'
  | 'delivery_failed'
  | 'skipped';

interface Contact {
  readonly id?: string;
  readonly identifierKey?: string;
  readonly identifierValue?: string;
}

interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly status?: BirdStatus;
  /** Why it failed. */
  readonly reason?: string;
  readonly direction?: 'incoming' | 'outgoing';
  readonly sender?: { readonly contact?: Contact; readonly connector?: { readonly id?: string } };
  readonly receiver?: { readonly contacts?: readonly Contact[]; readonly connector?: { readonly id?: string } };
  readonly body?: Readonly<Record<string, unknown>>;
  readonly reference?: string;
  /** RFC 3339. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

interface OfType<Type extends string> {
  readonly service?: string;
  readonly event: Type;
  readonly payload: Message;
}

type Channel = 'sms' | 'whatsapp' | 'rcs' | 'email' | 'viber' | 'telegram' | 'line' | 'messenger' | 'instagram';

/** Messages of the Channels API by channel and direction. */
export type BirdEvents = {
  readonly [Type in `${Channel}.${'inbound' | 'outbound'}`]: OfType<Type>;
};
export type BirdEventType = keyof BirdEvents;
export type BirdNative = BirdEvents[BirdEventType];
export type BirdEventOfType<Type extends BirdEventType> = EventOf<BirdEvents, Type>;

export const places: EventPlaces<BirdNative> = {
  id: [
    ({ event, payload }) =>
      isText(payload.id) && isText(payload.status) ? `${event}:${payload.id}:${payload.status}` : undefined,
    'digest',
  ],
  type: '/event',
  time: ['/payload/updatedAt', '/payload/createdAt', 'signed'],
  subject: '/payload/id',
  source: '//bird.com/channels/{/payload/channelId}',
  needs: { '/payload': 'object' },
};

/**
 * An event of Bird's channels on the platform.
 * @see https://docs.bird.com/api/notifications-api/api-reference/webhook-subscriptions
 */
export class BirdEvent extends /* @__PURE__ */ eventClass<BirdEvents>('bird', places) {}

/**
 * Lets through Bird events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(BirdEvent),
 *   isBirdEventOfType('whatsapp.inbound'),
 *   map(({ event: { payload } }) => new Answer(payload.sender?.contact?.identifierValue, payload.body)),
 * )
 */
export const isBirdEventOfType = /* @__PURE__ */ ofTypes(BirdEvent);
