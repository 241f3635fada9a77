import type { WebhookEvent } from '@clerk/backend/webhooks';
import { eventClass, ofTypes, type EventOf, type EventsBy } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** What Clerk sends, by the type of every event that the SDK knows. Fields that the SDK does not know are kept. */
export type ClerkEvents = EventsBy<WebhookEvent, 'type'>;
export type ClerkEventType = keyof ClerkEvents;
export type ClerkNative = ClerkEvents[ClerkEventType];
export type ClerkEventOfType<Type extends ClerkEventType> = EventOf<ClerkEvents, Type>;

export const places: EventPlaces<ClerkNative> = {
  id: 'signed',
  type: '/type',
  // Clerk documents milliseconds, but its own examples use seconds. Older instances send no time.
  time: ['/timestamp', 'signed'],
  subject: '/data/id',
  related: [
    '/data/user_id',
    '/data/user/id',
    '/data/email_addresses/0/email_address',
    '/data/user/email_addresses/0/email_address',
  ],
  source: '//clerk.com/instances/{/instance_id}',
  needs: { '/data': 'object' },
};

/**
 * A Clerk event on the platform.
 * @see https://clerk.com/docs/guides/development/webhooks/overview
 */
export class ClerkEvent extends /* @__PURE__ */ eventClass<ClerkEvents>('clerk', places) {}

/**
 * Lets through Clerk events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(ClerkEvent),
 *   isClerkEventOfType('user.created', 'user.updated'),
 *   map(({ event }) => new Greet(event.data.first_name)),  // a UserJSON
 * )
 */
export const isClerkEventOfType = /* @__PURE__ */ ofTypes(ClerkEvent);
