import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isHubspotNative, type HubspotEventType, type HubspotNative, type HubspotNativeOf } from './native.ts';

export { isMerge, isPropertyChange, type HubspotMerge, type HubspotPropertyChange } from './native.ts';
export type { HubspotEventType, HubspotNative };

/**
 * A HubSpot event on the platform: one element of a batch.
 * @see https://developers.hubspot.com/docs/api/webhooks
 */
export class HubspotEvent<Native extends HubspotNative = HubspotNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): HubspotEvent {
    if (!isHubspotNative(envelope.data)) throw notRevivable('hubspot');
    return new HubspotEvent(envelope.data, envelope);
  }
}

/** The HubSpot events of these types. */
export type HubspotEventOfType<Type extends HubspotEventType> = Type extends HubspotEventType
  ? HubspotEvent<HubspotNativeOf<Type>>
  : never;

/**
 * Lets through HubSpot events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(HubspotEvent),
 *   isHubspotEventOfType('deal.propertyChange'),
 *   filter(({ event }) => event.propertyName === 'dealstage'),
 *   map(({ event }) => new AnnounceStage(event.objectId, event.propertyValue)),
 * )
 */
export function isHubspotEventOfType<const Type extends HubspotEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<HubspotEvent, HubspotEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is HubspotEventOfType<Type> => wanted.has(event.event.subscriptionType));
}
