import { type AsOf, isJsonObject, newest, RANK, type RecordData } from 'integration-service';

/**
 * A contact or a deal: whether it exists, and each property that HubSpot reported. Every part has its own position in
 * time, `asOf`: an event reports one property and must not block updates of another.
 */
export type CrmRecord = {
  readonly portalId: number;
  readonly objectId: number;
  /** RFC 3339; absent until the creation is reported. */
  readonly createdAt?: string;
  readonly state: CrmState;
  /** The merge that replaced the object with another; absent if there was none. */
  readonly merge?: { readonly into: number; readonly asOf: AsOf };
  readonly properties: { readonly [name: string]: { readonly value: string | null; readonly asOf: AsOf } };
};

export type CrmState = RecordData & {
  /** `forgotten` is final, after a request under privacy law: no property is kept, whatever arrives later. */
  readonly status: 'active' | 'deleted' | 'merged' | 'forgotten';
  /** The object that replaced it, even after HubSpot has deleted this one, as it does with merged objects. */
  readonly mergedInto?: number;
};

/** What one event says about one object. */
export type CrmChange =
  | { readonly kind: 'created' | 'restored' | 'deleted' | 'forgotten' }
  | { readonly kind: 'merged'; readonly into: number }
  | { readonly kind: 'property'; readonly name: string; readonly value: string | null };

/** The id of an object's record, and the event's position in time. */
export interface CrmMoment {
  readonly portalId: number;
  readonly objectId: number;
  /** RFC 3339 with milliseconds. */
  readonly time: string;
  /** The event's id. */
  readonly id: string;
}

/** If a merge and the deletion that it causes have the same time, the merge wins, because it says more. */
const MERGED = RANK.end + 1;

/** The record with one more change applied. Every order of arrival leads to the same record. */
export function withChange(current: RecordData | undefined, change: CrmChange, moment: CrmMoment): RecordData {
  return pointingToMerge(changed(current, change, moment));
}

/** A deleted or merged object points to the one that replaced it; an active one, restored since, does not. */
function pointingToMerge(record: RecordData): RecordData {
  const [state, merge] = [partOf(record['state']), partOf(record['merge'])];
  if (state === undefined || merge === undefined) return record;
  const { mergedInto: _, ...rest } = state;
  return { ...record, state: rest['status'] === 'active' ? rest : { ...rest, mergedInto: merge['into'] } };
}

function changed(current: RecordData | undefined, change: CrmChange, moment: CrmMoment): RecordData {
  const { portalId, objectId } = moment;
  if (current !== undefined && isForgotten(current)) return current;
  const at = (rank: number): AsOf => ({ time: moment.time, rank, id: moment.id });
  const record: RecordData = { state: { status: 'active' }, properties: {}, ...current, portalId, objectId };
  const stateOf = (state: CrmState, rank: number) => newest(at(rank), () => state)(partOf(record['state']));

  switch (change.kind) {
    case 'created':
      return { ...record, createdAt: moment.time, state: stateOf({ status: 'active' }, RANK.creation) };
    case 'restored':
      return { ...record, state: stateOf({ status: 'active' }, RANK.update) };
    case 'deleted':
      return { ...record, state: stateOf({ status: 'deleted' }, RANK.end) };
    case 'merged': {
      const merge = newest(at(MERGED), () => ({ into: change.into }))(partOf(record['merge']));
      return { ...record, merge, state: stateOf({ status: 'merged' }, MERGED) };
    }
    case 'forgotten':
      return { portalId, objectId, state: { status: 'forgotten', asOf: at(RANK.end) }, properties: {} };
    case 'property': {
      const { name, value } = change;
      const properties = partOf(record['properties']);
      const property = newest(at(RANK.update), () => ({ value }))(partOf(properties?.[name]));
      return { ...record, properties: { ...properties, [name]: property } };
    }
  }
}

function isForgotten(record: RecordData): boolean {
  return partOf(record['state'])?.['status'] === 'forgotten';
}

function partOf(value: unknown): RecordData | undefined {
  return isJsonObject(value) ? value : undefined;
}
