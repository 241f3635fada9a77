import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isIntercomEvent, type IntercomEventType, type IntercomNative } from './native.ts';

export type { IntercomCompany, IntercomContact, IntercomConversation, IntercomTicket } from './native.ts';
export type { IntercomEventType, IntercomNative };

/**
 * An Intercom event on the platform. Intercom calls it a notification and its type a topic.
 * @see https://developers.intercom.com/docs/references/webhooks/webhook-models
 */
export class IntercomEvent<Native extends IntercomNative = IntercomNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): IntercomEvent {
    if (!isIntercomEvent(envelope.data)) throw notRevivable('intercom');
    return new IntercomEvent(envelope.data, envelope);
  }
}

/** The Intercom events of these topics: `event.data.item` is narrowed with them. */
export type IntercomEventOfType<Topic extends IntercomEventType> = IntercomEvent<
  Extract<IntercomNative, { topic: Topic }>
>;

/**
 * Lets through Intercom events of the given topics.
 * @example
 * events$.pipe(
 *   isOfType(IntercomEvent),
 *   isIntercomEventOfType('conversation.user.created'),
 *   map(({ event }) => new AssignConversation(event.data.item.id)),
 * )
 */
export function isIntercomEventOfType<const Topic extends IntercomEventType>(
  ...topics: readonly [Topic, ...Topic[]]
): OperatorFunction<IntercomEvent, IntercomEventOfType<Topic>> {
  const wanted: ReadonlySet<string> = new Set(topics);
  return filter((event): event is IntercomEventOfType<Topic> => wanted.has(event.event.topic));
}
