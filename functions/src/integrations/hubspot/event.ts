import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import type {
  HubspotEvents,
  HubspotEventType,
  HubspotMerge,
  HubspotNative,
  HubspotPropertyChange,
} from './resources.ts';

export type * from './resources.ts';
export type HubspotEventOfType<Type extends HubspotEventType> = EventOf<HubspotEvents, Type>;

const OBJECT = { '/objectId': 'id' } as const;

export const places: EventPlaces<HubspotNative> = {
  list: '',
  // HubSpot does not guarantee that `eventId` is unique. Only `attemptNumber` differs if it sends an event again.
  id: ['{/appId}:{/eventId}:{/subscriptionId}:{/occurredAt}', '0:{/eventId}:{/subscriptionId}:{/occurredAt}'],
  type: '/subscriptionType',
  time: '/occurredAt',
  subject: ['/objectId', '/newObjectId', '/primaryObjectId', '/fromObjectId'],
  source: '//hubspot.com/portals/{/portalId}',
  needs: { '/portalId': 'id' },
  needsByType: {
    '*.creation': OBJECT,
    '*.deletion': OBJECT,
    '*.restore': OBJECT,
    '*.privacyDeletion': OBJECT,
    '*.newMessage': OBJECT,
    '*.propertyChange': { '/objectId': 'id', '/propertyName': 'text' },
    '*.merge': { '/primaryObjectId': 'id', '/mergedObjectIds': 'list of ids' },
    '*.associationChange': { '/fromObjectId': 'id', '/toObjectId': 'id' },
  },
};

/**
 * A HubSpot event on the platform: one element of a batch.
 * @see https://developers.hubspot.com/docs/api/webhooks
 */
export class HubspotEvent extends /* @__PURE__ */ eventClass<HubspotEvents>('hubspot', places) {}

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
export const isHubspotEventOfType = /* @__PURE__ */ ofTypes(HubspotEvent);

export function isMerge(native: HubspotNative): native is HubspotMerge {
  return native.subscriptionType.endsWith('.merge');
}

export function isPropertyChange(native: HubspotNative): native is HubspotPropertyChange {
  return native.subscriptionType.endsWith('.propertyChange');
}
