import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isShipstationEvent, type ShipstationEventType, type ShipstationNative } from './native.ts';

export type { ShipstationEventType, ShipstationNative };

/**
 * A ShipStation event on the platform.
 * @see https://docs.shipstation.com/apis/docs/guides/webhooks-schemas
 */
export class ShipstationEvent<Native extends ShipstationNative = ShipstationNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): ShipstationEvent {
    if (!isShipstationEvent(envelope.data)) throw notRevivable('shipstation');
    return new ShipstationEvent(envelope.data, envelope);
  }
}

/** The ShipStation events of these types: `event.data` is narrowed with them. */
export type ShipstationEventOfType<Type extends ShipstationEventType> = ShipstationEvent<
  Extract<ShipstationNative, { resource_type: Type }>
>;

/**
 * Lets through ShipStation events of the given types; ShipStation calls the type the resource's.
 * @example
 * events$.pipe(
 *   isOfType(ShipstationEvent),
 *   isShipstationEventOfType('TRACK_EVENT_V2'),
 *   map(({ event }) => new NotifyRecipient(event.data.tracking_number, event.data.status_code)),
 * )
 */
export function isShipstationEventOfType<const Type extends ShipstationEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<ShipstationEvent, ShipstationEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is ShipstationEventOfType<Type> => wanted.has(event.event.resource_type));
}
