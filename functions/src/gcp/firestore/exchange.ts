import { setTimeout as delay } from 'node:timers/promises';
import type { DocumentChange, DocumentsRead, FirestoreRest } from './rest-api.ts';

/** What is to be written after a look at the documents, and what to tell the caller. */
export interface Decision<T> {
  readonly result: T;
  /** Each replaces or removes a document as it was read, or adds to one whatever it holds. Empty: nothing is written. */
  readonly writes: readonly DocumentChange[];
}

const FIRST_WAIT_MS = 10;
const MAX_WAIT_MS = 500;

/**
 * Reads documents, decides, and writes all or nothing on the condition that none of those written has changed
 * since: a transaction without locks. Firestore's own holds locks from its first read on, and a process that
 * is killed in between leaves them behind for a minute and more, in the way of everyone else.
 * @param decide Pure: it runs again on fresh documents where another write came first, and also where this one did and
 * its answer got lost. What it throws is thrown.
 * @throws {PermanentError} for data that Firestore will never take.
 */
export async function exchange<T>(
  firestore: FirestoreRest,
  paths: readonly string[],
  decide: (read: DocumentsRead) => Decision<T>,
): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, MAX_WAIT_MS)) {
    const { result, writes } = decide(await firestore.read(paths));
    if (writes.length === 0 || (await firestore.commit(writes))) return result;
    // Two that wait for the same time meet again.
    await delay(wait * Math.random());
  }
}
