import type { WebhookEventPayload } from 'resend';
import { eventClass, ofTypes, type EventOf, type EventsBy } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** What Resend sends, by the type of every event that the SDK knows. */
export type ResendEvents = EventsBy<WebhookEventPayload, 'type'>;
export type ResendEventType = keyof ResendEvents;
export type ResendNative = ResendEvents[ResendEventType];
export type ResendEventOfType<Type extends ResendEventType> = EventOf<ResendEvents, Type>;

export const places: EventPlaces<ResendNative> = {
  id: 'signed',
  type: '/type',
  time: ['/created_at', 'signed'],
  // Most specific first: an event of an email in an inbox names both.
  subject: ['/data/email_id', '/data/draft_id', '/data/thread_id', '/data/inbox_id', '/data/id'],
  related: ['/data/to', '/data/email'],
  // Events do not name an account.
  source: '//resend.com',
};

/**
 * A Resend event on the platform.
 * @see https://resend.com/docs/dashboard/webhooks/event-types
 */
export class ResendEvent extends /* @__PURE__ */ eventClass<ResendEvents>('resend', places) {}

/**
 * Lets through Resend events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(ResendEvent),
 *   isResendEventOfType('email.bounced'),
 *   map(({ event }) => new Suppress(event.data.to, event.data.bounce.message)),
 * )
 */
export const isResendEventOfType = /* @__PURE__ */ ofTypes(ResendEvent);
