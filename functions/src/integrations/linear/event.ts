import type { LinearWebhookEventTypeMap } from '@linear/sdk/webhooks';
import { digestOf } from '../../core/event/digest.ts';
import { asBuffer } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** The subjects of payloads, as the SDK names them: `Issue`, `Comment`, `IssueSLA`, … */
type Subject = keyof LinearWebhookEventTypeMap;

/** Entities have these actions. Notifications, SLAs, agents and apps have others, which the SDK does not list. */
type ActionOn<About extends Subject> = LinearWebhookEventTypeMap[About] extends { data: unknown }
  ? 'create' | 'update' | 'remove'
  : string;

type TypeWithAction = { [About in Subject]: `${About}.${ActionOn<About>}` }[Subject];

type OfType<Type extends string> = Type extends `${infer About extends Subject}.${infer Action}`
  ? LinearWebhookEventTypeMap[About] & { readonly action: Action }
  : never;

/** What Linear sends, by type: `Issue.create`, `IssueSLA.breached`, or `Issue` for an issue with any action. */
export type LinearEvents = LinearWebhookEventTypeMap & { readonly [Type in TypeWithAction]: OfType<Type> };
export type LinearEventType = keyof LinearEvents;
export type LinearNative = LinearWebhookEventTypeMap[Subject];
export type LinearEventOfType<Type extends LinearEventType> = EventOf<LinearEvents, Type>;

export const places: EventPlaces<LinearNative> = {
  // Only an unsigned header has the id of the delivery. Retries differ only in the time of sending.
  id: (_native, { body }) => digestOf(withoutTimeOfSending(body)),
  type: '{/type}.{/action}',
  time: '/createdAt',
  subject: ['/data/id', '/issueData/id', '/agentSession/id', '/notification/id'],
  source: '//linear.app/{/organizationId}',
};

function withoutTimeOfSending(body: Uint8Array): string {
  return asBuffer(body)
    .toString()
    .replace(/"webhookTimestamp":\s*[\d.]+/, '');
}

/**
 * A Linear event on the platform.
 * @see https://linear.app/developers/webhooks
 */
export class LinearEvent extends /* @__PURE__ */ eventClass<LinearEvents>('linear', places) {}

/**
 * Lets through Linear events of the given types: with one action (`Issue.create`), or with any (`Issue`).
 * @example
 * events$.pipe(
 *   isOfType(LinearEvent),
 *   isLinearEventOfType('Issue.create'),
 *   map(({ event }) => new AnnounceIssue(event.data.identifier, event.data.title)),
 * )
 */
export const isLinearEventOfType = /* @__PURE__ */ ofTypes(
  LinearEvent,
  ({ envelope, event }, wanted) => wanted.has(envelope.eventtype) || wanted.has(event.type),
);
