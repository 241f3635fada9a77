import { isJsonObject } from '../../core/event/json.ts';

/** The kinds of objects that have types of their own; `object` is the newer, generic form with an `objectTypeId`. */
type CrmObject = 'contact' | 'company' | 'deal' | 'ticket' | 'product' | 'line_item' | 'object';

/** What HubSpot can be subscribed to. @see https://developers.hubspot.com/docs/api/webhooks#webhook-subscriptions */
export type HubspotEventType =
  | `${CrmObject}.${'creation' | 'deletion' | 'restore' | 'merge' | 'propertyChange' | 'associationChange'}`
  | 'contact.privacyDeletion'
  | `conversation.${'creation' | 'deletion' | 'privacyDeletion' | 'propertyChange' | 'newMessage'}`;

interface Base<Type extends string> {
  readonly subscriptionType: Type;
  /** HubSpot does not promise that it is unique. */
  readonly eventId: number;
  readonly subscriptionId: number;
  /** The customer's account. */
  readonly portalId: number;
  readonly appId?: number;
  /** Unix time in milliseconds. */
  readonly occurredAt: number;
  /** 0 for the first attempt; the rest stays the same. */
  readonly attemptNumber?: number;
  /** `CRM`, `IMPORT`, `API`, … */
  readonly changeSource?: string;
  /** The kind of object where the type is generic: `0-1` contacts, `0-3` deals. */
  readonly objectTypeId?: string;
  readonly [field: string]: unknown;
}

/** Created, deleted or restored. */
export interface HubspotObjectEvent<Type extends string = string> extends Base<Type> {
  readonly objectId: number;
  readonly changeFlag?: string;
}

export interface HubspotPropertyChange<Type extends string = string> extends Base<Type> {
  readonly objectId: number;
  readonly propertyName: string;
  /** Empty where it was cleared. */
  readonly propertyValue?: string | null;
}

export interface HubspotMerge<Type extends string = string> extends Base<Type> {
  readonly primaryObjectId: number;
  readonly mergedObjectIds: readonly number[];
  /** The object that the merge made; it may be the primary one. */
  readonly newObjectId?: number;
  readonly numberOfPropertiesMoved?: number;
}

export interface HubspotAssociationChange<Type extends string = string> extends Base<Type> {
  readonly associationType?: string;
  readonly fromObjectId: number;
  readonly toObjectId: number;
  readonly associationRemoved?: boolean;
}

/** One element of a batch. */
export type HubspotNative = HubspotObjectEvent | HubspotPropertyChange | HubspotMerge | HubspotAssociationChange;

/** What an event of one type carries. */
export type HubspotNativeOf<Type extends HubspotEventType> = Type extends `${string}.propertyChange`
  ? HubspotPropertyChange<Type>
  : Type extends `${string}.merge`
    ? HubspotMerge<Type>
    : Type extends `${string}.associationChange`
      ? HubspotAssociationChange<Type>
      : HubspotObjectEvent<Type>;

export function isMerge(native: HubspotNative): native is HubspotMerge {
  return native.subscriptionType.endsWith('.merge');
}

export function isPropertyChange(native: HubspotNative): native is HubspotPropertyChange {
  return native.subscriptionType.endsWith('.propertyChange');
}

/** Whether an element of a batch has what every event has, and what its type adds. */
export function isHubspotNative(value: unknown): value is HubspotNative {
  return (
    isJsonObject(value) &&
    typeof value['subscriptionType'] === 'string' &&
    ['eventId', 'subscriptionId', 'portalId'].every((name) => Number.isFinite(value[name])) &&
    isTime(value['occurredAt']) &&
    hasItsFields(value, value['subscriptionType'])
  );
}

function hasItsFields(value: Record<string, unknown>, type: string): boolean {
  switch (type.slice(type.lastIndexOf('.') + 1)) {
    case 'propertyChange':
      return Number.isFinite(value['objectId']) && typeof value['propertyName'] === 'string';
    case 'merge':
      return Number.isFinite(value['primaryObjectId']) && isListOfIds(value['mergedObjectIds']);
    case 'associationChange':
      return Number.isFinite(value['fromObjectId']) && Number.isFinite(value['toObjectId']);
    case 'creation':
    case 'deletion':
    case 'restore':
    case 'privacyDeletion':
    case 'newMessage':
      return Number.isFinite(value['objectId']);
    default:
      return type !== '';
  }
}

function isListOfIds(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => Number.isFinite(id));
}

/** Milliseconds that a `Date` can hold. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 8_640_000_000_000_000;
}
