import { PermanentError } from '../event/errors.ts';
import { isJsonObject, MAX_JSON_DEPTH, parseJson } from '../event/json.ts';
import type { Mutation, RecordData, StoredRecord } from './store.ts';

/** Where a record is kept. */
export interface RecordPlace {
  readonly collection: string;
  readonly id: string;
}

/** A record to be written, with the version it gets. */
export interface RecordWrite extends RecordPlace {
  readonly version: number;
  readonly data: RecordData;
}

/** The records that mutations concern, each once: what a transaction has to read. */
export function placesOf(mutations: readonly Mutation[]): readonly RecordPlace[] {
  return [...new Map(mutations.map(({ collection, id }) => [keyOf({ collection, id }), { collection, id }])).values()];
}

/**
 * Applies mutations to the records as they were read. Several of one record build on each other and make one write.
 * @param current The record at each of {@link placesOf}, in that order.
 * @throws whatever a mutator throws, and a `PermanentError` for data that is no JSON object.
 */
export function applyMutations(
  mutations: readonly Mutation[],
  current: readonly (StoredRecord | undefined)[],
): readonly RecordWrite[] {
  const places = placesOf(mutations);
  const data = new Map(places.map((place, index) => [keyOf(place), current[index]?.data]));
  const changed = new Set<string>();
  for (const mutation of mutations) {
    const key = keyOf(mutation);
    const before = data.get(key);
    const after = mutation.mutate(before);
    if (after === undefined || after === before) continue;
    data.set(key, asJson(mutation, after));
    changed.add(key);
  }
  return places.flatMap((place, index) => {
    const next = data.get(keyOf(place));
    if (next === undefined || !changed.has(keyOf(place))) return [];
    return [{ ...place, version: (current[index]?.version ?? 0) + 1, data: next }];
  });
}

/** What JSON keeps of the data: every store then holds the same, whatever its own types could express. */
function asJson(place: RecordPlace, data: RecordData): RecordData {
  const refused = `The data of ${place.collection}/${place.id} cannot be kept: it must be an object that JSON can print, at most ${MAX_JSON_DEPTH} levels deep.`;
  let value: unknown;
  try {
    value = parseJson(JSON.stringify(data));
  } catch (cause) {
    throw new PermanentError(refused, { cause });
  }
  if (!isJsonObject(value)) throw new PermanentError(refused);
  return value;
}

function keyOf({ collection, id }: RecordPlace): string {
  return `${collection}/${id}`;
}
