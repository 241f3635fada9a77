import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isEasypostEvent, type EasypostEventType, type EasypostNative } from './native.ts';

export type { EasypostEventType, EasypostNative };

/**
 * An EasyPost event on the platform.
 * @see https://docs.easypost.com/docs/events
 */
export class EasypostEvent<Native extends EasypostNative = EasypostNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): EasypostEvent {
    if (!isEasypostEvent(envelope.data)) throw notRevivable('easypost');
    return new EasypostEvent(envelope.data, envelope);
  }
}

/** The EasyPost events of these types: `event.result` is narrowed with them. */
export type EasypostEventOfType<Type extends EasypostEventType> = EasypostEvent<
  Extract<EasypostNative, { description: Type }>
>;

/**
 * Lets through EasyPost events of the given types; EasyPost calls the type the event's description.
 * @example
 * events$.pipe(
 *   isOfType(EasypostEvent),
 *   isEasypostEventOfType('tracker.updated'),
 *   map(({ event }) => new NotifyRecipient(event.result.tracking_code, event.result.status)),
 * )
 */
export function isEasypostEventOfType<const Type extends EasypostEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<EasypostEvent, EasypostEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is EasypostEventOfType<Type> => wanted.has(event.event.description));
}
