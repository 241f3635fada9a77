import type { EventResponse } from '@workos-inc/node';
import { eventClass, ofTypes, type EventOf, type EventsBy } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** What WorkOS sends, by type: every event that the SDK knows, with its fields in snake_case. */
export type WorkosEvents = EventsBy<EventResponse, 'event'>;
export type WorkosEventType = keyof WorkosEvents;
export type WorkosNative = WorkosEvents[WorkosEventType];
export type WorkosEventOfType<Type extends WorkosEventType> = EventOf<WorkosEvents, Type>;

export const places: EventPlaces<WorkosNative> = {
  id: '/id',
  type: '/event',
  time: '/created_at',
  subject: '/data/id',
  related: ['/data/email', '/data/user_id'],
  source: '//workos.com/organizations/{/data/organization_id}',
  needs: { '/id': 'text', '/created_at': 'text', '/data': 'object' },
};

/**
 * A WorkOS event on the platform, with its fields in snake_case, as WorkOS sends them.
 * @see https://workos.com/docs/events
 */
export class WorkosEvent extends /* @__PURE__ */ eventClass<WorkosEvents>('workos', places) {}

/**
 * Lets through WorkOS events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(WorkosEvent),
 *   isWorkosEventOfType('dsync.user.deleted'),
 *   map(({ event }) => new EndAccess(event.data.idp_id)),
 * )
 */
export const isWorkosEventOfType = /* @__PURE__ */ ofTypes(WorkosEvent);
