import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Something in a base has changed. What it is has to be fetched. */
export interface Notification {
  readonly base: { readonly id: string };
  readonly webhook: { readonly id: string };
  /** RFC 3339. */
  readonly timestamp: string;
}

/** What Airtable sends: notifications without a type, for which `changed` is our own name. */
export interface AirtableEvents {
  readonly changed: Notification;
}
export type AirtableEventType = keyof AirtableEvents;
export type AirtableNative = AirtableEvents[AirtableEventType];
export type AirtableEventOfType<Type extends AirtableEventType> = EventOf<AirtableEvents, Type>;

export const places: EventPlaces<AirtableNative> = {
  // Notifications have no id; their time, which they contain, tells them apart.
  type: () => 'changed',
  time: '/timestamp',
  subject: '/base/id',
  source: ['//airtable.com/webhooks/{/webhook/id}', '//airtable.com'],
  needs: { '/base': 'object', '/webhook': 'object' },
};

/**
 * An Airtable notification on the platform. It says which base has changed, not what.
 * @see https://airtable.com/developers/web/api/webhooks-overview
 */
export class AirtableEvent extends /* @__PURE__ */ eventClass<AirtableEvents>('airtable', places) {}

/**
 * Lets through Airtable's notifications.
 * @example
 * events$.pipe(
 *   isOfType(AirtableEvent),
 *   isAirtableEventOfType('changed'),
 *   map(({ event }) => new FetchPayloads(event.base.id, event.webhook.id)),
 * )
 */
export const isAirtableEventOfType = /* @__PURE__ */ ofTypes(AirtableEvent);
