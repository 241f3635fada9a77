/** The kinds of objects that have their own event types; `object` is the newer, generic form with an `objectTypeId`. */
type CrmObject = 'contact' | 'company' | 'deal' | 'ticket' | 'product' | 'line_item' | 'object';

/**
 * The events that an app can subscribe to. @see https://developers.hubspot.com/docs/api/webhooks#webhook-subscriptions
 */
export type HubspotEventType =
  | `${CrmObject}.${'creation' | 'deletion' | 'restore' | 'merge' | 'propertyChange' | 'associationChange'}`
  | 'contact.privacyDeletion'
  | `conversation.${'creation' | 'deletion' | 'privacyDeletion' | 'propertyChange' | 'newMessage'}`;

interface Base<Type extends string> {
  readonly subscriptionType: Type;
  /** HubSpot does not guarantee that it is unique. */
  readonly eventId?: number;
  readonly subscriptionId?: number;
  /** The customer's account. */
  readonly portalId: number;
  readonly appId?: number;
  /** Unix time in milliseconds. */
  readonly occurredAt?: number;
  /** 0 for the first attempt; the other fields stay the same. */
  readonly attemptNumber?: number;
  /** `CRM`, `IMPORT`, `API`, … */
  readonly changeSource?: string;
  /** The kind of object, if the type is generic: `0-1` for contacts, `0-3` for deals. */
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
  /** Empty if the property was cleared. */
  readonly propertyValue?: string | null;
}

export interface HubspotMerge<Type extends string = string> extends Base<Type> {
  readonly primaryObjectId: number;
  readonly mergedObjectIds: readonly number[];
  /** The object that the merge created; it may be the primary one. */
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

/** The fields of an event of one type. */
type OfType<Type extends HubspotEventType> = Type extends `${string}.propertyChange`
  ? HubspotPropertyChange<Type>
  : Type extends `${string}.merge`
    ? HubspotMerge<Type>
    : Type extends `${string}.associationChange`
      ? HubspotAssociationChange<Type>
      : HubspotObjectEvent<Type>;

/** What HubSpot sends, by type. */
export type HubspotEvents = { readonly [Type in HubspotEventType]: OfType<Type> };
