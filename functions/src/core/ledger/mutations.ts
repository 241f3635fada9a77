import { PermanentError } from '../event/errors.ts';
import { isJsonObject, parseJson } from '../event/json.ts';
import { requireStorable, requireTransaction } from './record-limits.ts';
import { requirePlace, type RecordPlace } from './record-place.ts';
import type { Mutation, RecordData, StoredRecord } from './store.ts';

/** Mutations by what a transaction needs to know of the record before it can write. */
interface Sorted {
  /** These build on the record as it is. */
  readonly reading: readonly Mutation[];
  /** These only add to numbers of a record that nothing else in the transaction changes: they need no read. */
  readonly adding: readonly Mutation[];
}

/** Tells the mutations that need a read from those that do not. */
export function sorted(mutations: readonly Mutation[]): Sorted {
  const read = new Set(mutations.filter(({ mutate }) => mutate.increments === undefined).map(keyOf));
  return {
    reading: mutations.filter((mutation) => read.has(keyOf(mutation))),
    adding: mutations.filter((mutation) => !read.has(keyOf(mutation))),
  };
}

/** Numbers to be added to a record, which may be new, and fields to be set. */
export interface RecordIncrement extends RecordPlace {
  /** The numbers to add and the fields to set. */
  readonly data: RecordData;
  /** The fields of the data that are to be added. */
  readonly added: readonly string[];
}

/**
 * Sums up the mutations of each record that only add to it.
 * @throws {PermanentError} for data that no store can keep.
 */
export function applyIncrements(mutations: readonly Mutation[]): readonly RecordIncrement[] {
  return applyMutations(mutations, [], new Date(0)).flatMap((change) => {
    if (change.removed === true) return [];
    const { collection, id, data } = change;
    const mine = mutations.filter((mutation) => keyOf(mutation) === keyOf({ collection, id }));
    const added = [...new Set(mine.flatMap(({ mutate }) => mutate.increments?.fields ?? []))];
    return [{ collection, id, data, added }];
  });
}

/** What becomes of a record. */
export type RecordChange = RecordWrite | RecordRemoval;

/** A record to be deleted. */
interface RecordRemoval extends RecordPlace {
  readonly removed: true;
}

/** A record to be written, with the version it gets. */
export interface RecordWrite extends RecordPlace {
  readonly removed?: undefined;
  readonly version: number;
  readonly data: RecordData;
  /** When it may be deleted; for good if it is left out. */
  readonly expireAt?: Date;
}

/**
 * The records that mutations concern, each once: what a transaction has to read.
 * @throws {PermanentError} for a place that no store takes.
 */
export function placesOf(mutations: readonly Mutation[]): readonly RecordPlace[] {
  for (const mutation of mutations) requirePlace(mutation);
  return [...new Map(mutations.map(({ collection, id }) => [keyOf({ collection, id }), { collection, id }])).values()];
}

/**
 * Applies mutations to the records as they were read. Several of one record build on each other and make one write.
 * @param current The record at each of {@link placesOf}, in that order.
 * @param readAt When they were read, by the store's clock.
 * @throws whatever a mutator throws, and a `PermanentError` for data that no store can keep.
 */
export function applyMutations(
  mutations: readonly Mutation[],
  current: readonly (StoredRecord | undefined)[],
  readAt: Date,
): readonly RecordChange[] {
  const places = placesOf(mutations);
  const data = new Map(places.map((place, index) => [keyOf(place), current[index]?.data]));
  const changed = new Map<string, Pick<RecordWrite, 'expireAt'>>();
  for (const mutation of mutations) {
    const { mutate, removes, expireAt } = mutation;
    const key = keyOf(mutation);
    const before = data.get(key);
    const after = mutate(before, readAt);
    if (after === undefined || after === before) continue;
    data.set(key, removes?.(after) === true ? undefined : asJson(mutation, after));
    changed.set(key, expireAt === undefined ? {} : { expireAt });
  }
  const changes = places.flatMap((place, index): readonly RecordChange[] => {
    const [next, expiry, before] = [data.get(keyOf(place)), changed.get(keyOf(place)), current[index]];
    if (expiry === undefined) return [];
    if (next !== undefined) return [{ ...place, ...expiry, version: (before?.version ?? 0) + 1, data: next }];
    return before === undefined ? [] : [{ ...place, removed: true }];
  });
  requireTransaction(changes.flatMap((one) => (one.removed === true ? [] : [requireStorable(one, one.data)])));
  return changes;
}

/** Only half a surrogate pair is printed as `\\ud…`; text that spells it out costs a look and no more. */
const MAY_BE_ILL_FORMED = /\\ud[89a-f]/;

/**
 * What JSON keeps of the data: every store then holds the same, whatever its own types could express. Half a surrogate
 * pair, which UTF-8 cannot express, becomes U+FFFD: text that somebody cut off is not a reason to lose an event.
 */
function asJson(place: RecordPlace, data: RecordData): RecordData {
  const refused = `The data of ${place.collection}/${place.id} cannot be kept: it must be an object that JSON can print.`;
  let value: unknown;
  try {
    const text = JSON.stringify(data);
    value = parseJson(text);
    if (MAY_BE_ILL_FORMED.test(text)) value = wellFormed(value);
  } catch (cause) {
    throw new PermanentError(refused, { cause });
  }
  if (!isJsonObject(value)) throw new PermanentError(refused);
  return value;
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name.toWellFormed(), wellFormed(field)]));
}

function keyOf({ collection, id }: RecordPlace): string {
  return `${collection}/${id}`;
}
