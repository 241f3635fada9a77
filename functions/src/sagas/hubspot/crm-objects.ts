import { filter, mergeMap } from 'rxjs';
import { Command, isOfType, recordHandler, saga } from 'integration-service';
import {
  HubspotEvent,
  type HubspotMerge,
  type HubspotNative,
  isMerge,
  isPropertyChange,
} from 'integration-service/hubspot';
import { recordIdOf } from '../shared/record-id.ts';
import { withChange, type CrmChange, type CrmMoment } from './crm-record.ts';

/** A kind of object: the prefix of its event types, and its id in generic events. */
interface CrmKind {
  readonly name: string;
  /** @see https://developers.hubspot.com/docs/api/crm/understanding-the-crm#object-type-ids */
  readonly objectTypeId: string;
  readonly collection: string;
}

const CONTACTS: CrmKind = { name: 'contact', objectTypeId: '0-1', collection: 'contacts' };
const DEALS: CrmKind = { name: 'deal', objectTypeId: '0-3', collection: 'deals' };

/** Keeps `contacts` up to date with HubSpot: the properties that the app subscribes to. */
export const contactChanges = saga((events$) =>
  events$.pipe(
    isOfType(HubspotEvent),
    filter((event) => isAbout(CONTACTS, event.event)),
    mergeMap((event) => commandsOf(CONTACTS, event)),
  ),
);

/** Keeps `deals` up to date with HubSpot: the properties that the app subscribes to. */
export const dealChanges = saga((events$) =>
  events$.pipe(
    isOfType(HubspotEvent),
    filter((event) => isAbout(DEALS, event.event)),
    mergeMap((event) => commandsOf(DEALS, event)),
  ),
);

/** One change to one CRM object. */
export class ApplyCrmChange extends Command {
  static readonly type = 'ApplyCrmChange';
  readonly collection: string;
  readonly change: CrmChange;
  readonly moment: CrmMoment;
  // A merge changes several objects.
  override readonly key: string;

  constructor(collection: string, change: CrmChange, moment: CrmMoment) {
    super();
    this.collection = collection;
    this.change = change;
    this.moment = moment;
    this.key = String(moment.objectId);
  }
}

export const applyCrmChange = recordHandler(ApplyCrmChange, ({ collection, change, moment }, records) => {
  // Each customer's account numbers its objects independently.
  const id = recordIdOf('hubspot', `${moment.portalId}/${moment.objectId}`);
  records.update(collection, id, (current) => withChange(current, change, moment));
});

function isAbout({ name, objectTypeId }: CrmKind, { subscriptionType, objectTypeId: type }: HubspotNative): boolean {
  const [subject] = subscriptionType.split('.');
  return subject === name || (subject === 'object' && type === objectTypeId);
}

function commandsOf({ collection }: CrmKind, { event, envelope }: HubspotEvent): readonly ApplyCrmChange[] {
  const { portalId } = event;
  const apply = (objectId: number, change: CrmChange) =>
    new ApplyCrmChange(collection, change, { portalId, objectId, time: envelope.time, id: envelope.id });
  if (isMerge(event)) return mergedCommands(event, apply);
  const change = changeOf(event);
  const objectId = event['objectId'];
  return change === undefined || typeof objectId !== 'number' ? [] : [apply(objectId, change)];
}

/** The merged objects point to the one that remains; so does the primary one if HubSpot created a new object. */
function mergedCommands(
  { primaryObjectId, mergedObjectIds, newObjectId = primaryObjectId }: HubspotMerge,
  apply: (objectId: number, change: CrmChange) => ApplyCrmChange,
): readonly ApplyCrmChange[] {
  const merged = new Set([primaryObjectId, ...mergedObjectIds].filter((id) => id !== newObjectId));
  return [...merged].map((id) => apply(id, { kind: 'merged', into: newObjectId }));
}

function changeOf(event: HubspotNative): CrmChange | undefined {
  if (isPropertyChange(event)) {
    const { propertyName: name, propertyValue: value } = event;
    return { kind: 'property', name, value: typeof value === 'string' ? value : null };
  }
  const [, what = ''] = event.subscriptionType.split('.');
  return CHANGES.get(what);
}

const CHANGES: ReadonlyMap<string, CrmChange> = new Map([
  ['creation', { kind: 'created' }],
  ['restore', { kind: 'restored' }],
  ['deletion', { kind: 'deleted' }],
  ['privacyDeletion', { kind: 'forgotten' }],
]);
