import { setTimeout as delay } from 'node:timers/promises';
import type {
  DocumentData,
  DocumentReference,
  DocumentSnapshot,
  FieldValue,
  Firestore,
  WriteBatch,
} from '@google-cloud/firestore';
import { PermanentError } from '../core/event/errors.ts';
import { isRefusal } from './firestore-database.ts';

/** What is to be written after a look at the documents, and what to tell the caller. */
export interface Decision<T> {
  readonly result: T;
  /** New contents, by the place of the document among those that were read. Empty: nothing is written. */
  readonly writes: ReadonlyMap<number, DocumentData>;
}

/** gRPC's codes of a write whose condition no longer holds. @see https://grpc.io/docs/guides/status-codes/ */
const OVERTAKEN: ReadonlySet<unknown> = new Set([
  5, // NOT_FOUND: deleted since
  6, // ALREADY_EXISTS: created since
  9, // FAILED_PRECONDITION: changed since
  10, // ABORTED: being changed right now
]);
const FIRST_WAIT_MS = 10;
const MAX_WAIT_MS = 500;

/**
 * Reads documents, decides, and writes all or nothing on the condition that none of those written has changed
 * since: a transaction without locks. Firestore's own holds locks from its first read on, and a process that
 * is killed in between leaves them behind for a minute and more, in the way of everyone else.
 * @param decide Pure: it runs again on fresh snapshots where another write came first. What it throws is thrown.
 * @throws {PermanentError} for data that Firestore will never take.
 */
export async function exchange<T>(
  client: Firestore,
  references: readonly DocumentReference[],
  decide: (snapshots: readonly DocumentSnapshot[]) => Decision<T>,
): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, MAX_WAIT_MS)) {
    const snapshots = references.length === 0 ? [] : await client.getAll(...references);
    const { result, writes } = decide(snapshots);
    if (writes.size === 0 || (await commit(client, snapshots, writes))) return result;
    // Two that wait for the same time meet again.
    await delay(wait * Math.random());
  }
}

/**
 * Creates a document that is expected not to be there, without reading it first.
 * @returns false where it is there already.
 */
export async function create(reference: DocumentReference, data: DocumentData): Promise<boolean> {
  try {
    await reference.create(data);
    return true;
  } catch (error) {
    if (isOvertaken(error)) return false;
    throw asRefusal(error);
  }
}

async function commit(
  client: Firestore,
  snapshots: readonly DocumentSnapshot[],
  writes: ReadonlyMap<number, DocumentData>,
): Promise<boolean> {
  const { FieldValue } = await import('@google-cloud/firestore');
  const batch = client.batch();
  for (const [index, data] of writes) {
    const snapshot = snapshots[index];
    if (snapshot !== undefined) put(batch, snapshot, data, FieldValue.delete());
  }
  try {
    await batch.commit();
    return true;
  } catch (error) {
    if (isOvertaken(error)) return false;
    throw asRefusal(error);
  }
}

/** Replaces the whole document: fields that it has and the new content lacks are removed. */
function put(batch: WriteBatch, snapshot: DocumentSnapshot, data: DocumentData, removed: FieldValue): void {
  if (snapshot.updateTime === undefined) {
    batch.create(snapshot.ref, data);
    return;
  }
  const dropped = Object.keys(snapshot.data() ?? {}).filter((name) => !(name in data));
  const update = { ...data, ...Object.fromEntries(dropped.map((name) => [name, removed])) };
  batch.update(snapshot.ref, update, { lastUpdateTime: snapshot.updateTime });
}

function isOvertaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && OVERTAKEN.has(error.code);
}

function asRefusal(error: unknown): unknown {
  if (!isRefusal(error)) return error;
  return new PermanentError('Firestore cannot keep what was written; a record may hold 1 MiB.', { cause: error });
}
