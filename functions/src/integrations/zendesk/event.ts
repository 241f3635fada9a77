import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isZendeskEvent, type ZendeskEventType, type ZendeskNative } from './native.ts';

export type { ZendeskEventType, ZendeskNative };

/**
 * A Zendesk event on the platform.
 * @see https://developer.zendesk.com/api-reference/webhooks/event-types/webhook-event-types/
 */
export class ZendeskEvent<Native extends ZendeskNative = ZendeskNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): ZendeskEvent {
    if (!isZendeskEvent(envelope.data)) throw notRevivable('zendesk');
    return new ZendeskEvent(envelope.data, envelope);
  }
}

/** The Zendesk events of these types: `event.detail` is narrowed with them. */
export type ZendeskEventOfType<Type extends ZendeskEventType> = ZendeskEvent<Extract<ZendeskNative, { type: Type }>>;

/**
 * Lets through Zendesk events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(ZendeskEvent),
 *   isZendeskEventOfType('zen:event-type:ticket.priority_changed'),
 *   filter(({ event }) => event.detail.priority === 'URGENT'),
 * )
 */
export function isZendeskEventOfType<const Type extends ZendeskEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<ZendeskEvent, ZendeskEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is ZendeskEventOfType<Type> => wanted.has(event.event.type));
}
