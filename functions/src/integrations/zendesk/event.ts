import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import type { ZendeskEvents, ZendeskEventType, ZendeskNative } from './resources.ts';

export type * from './resources.ts';
export type ZendeskEventOfType<Type extends ZendeskEventType> = EventOf<ZendeskEvents, Type>;

/** Only a type is required, because the author of a trigger writes its body. */
export const places: EventPlaces<ZendeskNative> = {
  id: '/id',
  type: '/type',
  time: '/time',
  subject: '/detail/id',
  related: ['/detail/requester_id'],
  source: '//zendesk.com/{/account_id}',
};

/**
 * A Zendesk event on the platform.
 * @see https://developer.zendesk.com/api-reference/webhooks/event-types/webhook-event-types/
 */
export class ZendeskEvent extends /* @__PURE__ */ eventClass<ZendeskEvents>('zendesk', places) {}

/**
 * Lets through Zendesk events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(ZendeskEvent),
 *   isZendeskEventOfType('zen:event-type:ticket.priority_changed'),
 *   filter(({ event }) => event.detail.priority === 'URGENT'),
 * )
 */
export const isZendeskEventOfType = /* @__PURE__ */ ofTypes(ZendeskEvent);
