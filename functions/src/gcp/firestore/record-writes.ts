import { applyIncrements, applyMutations, placesOf, sorted } from '../../core/ledger/mutations.ts';
import type { RecordPlace } from '../../core/ledger/record-place.ts';
import type { Mutation, StoredRecord } from '../../core/ledger/store.ts';
import { recordDocument, recordDocumentId, recordIn, recordIncrement } from './documents.ts';
import type { DocumentChange, StoredDocument } from './rest-api.ts';

/** How the mutations of a transaction become reads and writes of documents. Collections have a prefix. */

/** The records that have to be read before mutations can be applied. */
export function recordPaths(prefix: string, mutations: readonly Mutation[]): readonly string[] {
  return placesOf(sorted(mutations).reading).map((place) => recordPath(prefix, place));
}

/**
 * What mutations write.
 * @param records Those of {@link recordPaths}, as they were read.
 * @param readAt When that was, by Firestore's clock.
 */
export function recordWrites(
  prefix: string,
  mutations: readonly Mutation[],
  records: readonly (StoredDocument | undefined)[],
  readAt: Date,
): readonly DocumentChange[] {
  const { reading, adding } = sorted(mutations);
  const read = new Map(records.map((document) => [document?.path, document]));
  const current = records.map((document) => document && recordOf(document));
  const written = applyMutations(reading, current, readAt).flatMap((change): readonly DocumentChange[] => {
    const path = recordPath(prefix, change);
    const replaces = read.get(path);
    if (change.removed !== true) return [{ path, data: recordDocument(change), replaces }];
    return replaces === undefined ? [] : [{ path, removes: replaces }];
  });
  const added = applyIncrements(adding).map(({ collection, id, ...sum }) => ({
    path: recordPath(prefix, { collection, id }),
    ...recordIncrement(sum),
  }));
  return [...written, ...added];
}

/** Where a record's document is. */
export function recordPath(prefix: string, { collection, id }: RecordPlace): string {
  return `${prefix}${collection}/${recordDocumentId(id)}`;
}

/** The record in a document. */
export function recordOf({ path, data }: StoredDocument): StoredRecord {
  return recordIn(path.slice(path.indexOf('/') + 1), data);
}
