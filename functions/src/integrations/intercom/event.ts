import { digestOf } from '../../core/event/digest.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import type { IntercomEvents, IntercomEventType } from './resources.ts';

export type * from './resources.ts';
export type IntercomNative = IntercomEvents[IntercomEventType];
export type IntercomEventOfType<Topic extends IntercomEventType> = EventOf<IntercomEvents, Topic>;

export const places: EventPlaces<IntercomNative> = {
  // A ping has no id.
  id: ['/id', ({ topic }, { body }) => (topic === 'ping' ? digestOf(body) : undefined)],
  type: '/topic',
  time: '/created_at',
  // A deleted conversation has only a `conversation_id`.
  subject: ['/data/item/id', '/data/item/conversation_id'],
  related: ['/data/item/email', '/data/item/contacts/contacts/0/id', '/data/item/source/author/email'],
  source: '//intercom.com/{/app_id}',
  needs: { '/type': 'is notification_event', '/data': 'object' },
};

/**
 * An Intercom event on the platform. Intercom calls it a notification, and its type a topic.
 * @see https://developers.intercom.com/docs/references/webhooks/webhook-models
 */
export class IntercomEvent extends /* @__PURE__ */ eventClass<IntercomEvents>('intercom', places) {}

/**
 * Lets through Intercom events of the given topics.
 * @example
 * events$.pipe(
 *   isOfType(IntercomEvent),
 *   isIntercomEventOfType('conversation.user.created'),
 *   map(({ event }) => new AssignConversation(event.data.item.id)),
 * )
 */
export const isIntercomEventOfType = /* @__PURE__ */ ofTypes(IntercomEvent);
