import { instanceIn, instancePlace } from '../durable/instance-record.ts';
import type { InstanceState } from '../durable/instance-state.ts';
import { isText } from '../event/json.ts';
import { RESERVED_COLLECTIONS, type FoundRecord, type RecordQuery, type Store } from '../ledger/store.ts';

/** An instance of a durable saga, as lists show it. */
export interface InstanceSummary {
  readonly saga: string;
  readonly key: string;
  readonly status: InstanceState['status'];
  readonly life: number;
  /** When something is due, in milliseconds since 1970 and the sagas' time; undefined if nothing is. */
  readonly dueAt?: number;
}

/** In the order of a list: what is due soonest comes first. */
export function bySoonest(one: Pick<InstanceSummary, 'dueAt'>, other: Pick<InstanceSummary, 'dueAt'>): number {
  return (one.dueAt ?? Infinity) - (other.dueAt ?? Infinity);
}

/** Which instances are listed. */
export interface InstanceQuery {
  readonly limit: number;
  /** Those of one saga, in no order. Left out, those at which something is due, the earliest first. */
  readonly saga?: string;
  /** Those that a pipeline that threw has stopped. */
  readonly held?: boolean;
}

type Reading = Pick<Store, 'find' | 'get'>;

/** Lists instances. Firestore's own indexes are enough. */
export async function instances(
  store: Reading,
  { limit, saga, held = false }: InstanceQuery,
): Promise<readonly InstanceSummary[]> {
  const where = whereOf(saga, held);
  const fields = ['saga', 'key', 'status', 'life', 'dueAt'];
  const found = await store.find(RESERVED_COLLECTIONS.sagaInstances, { where, limit, fields });
  const all = found.flatMap(summaryIn);
  return all.filter((one) => (saga === undefined || one.saga === saga) && (!held || one.status === 'held'));
}

function whereOf(saga: string | undefined, held: boolean): RecordQuery['where'] {
  if (held) return { field: 'status', equals: 'held' };
  return saga === undefined ? { field: 'dueAt', atMost: Number.MAX_SAFE_INTEGER } : { field: 'saga', equals: saga };
}

/** The instances of one key. @param sagas Those that are looked at, by name. @throws {PermanentError} as {@link instance} does. */
export async function instancesOf(
  store: Pick<Store, 'get'>,
  key: string,
  sagas: readonly string[],
): Promise<readonly InstanceSummary[]> {
  const places = sagas.map((saga) => instancePlace(saga, key));
  return instancesAt(
    store,
    places.map(({ id }) => id),
  );
}

/** Instances by the ids of their records, as the entries of the ledger name them. */
export async function instancesAt(
  store: Pick<Store, 'get'>,
  ids: readonly string[],
): Promise<readonly InstanceSummary[]> {
  const records = await Promise.all(ids.map((id) => store.get(RESERVED_COLLECTIONS.sagaInstances, id)));
  return records.flatMap((record) => (record === undefined ? [] : summaryIn(record)));
}

/** One instance; undefined if there is none. @throws {PermanentError} for a key that no instance can have. */
export async function instance(store: Reading, saga: string, key: string): Promise<InstanceState | undefined> {
  const { collection, id } = instancePlace(saga, key);
  const record = await store.get(collection, id);
  return record && instanceIn(record.data);
}

const STATUSES: readonly InstanceState['status'][] = ['open', 'complete', 'held', 'collecting'];

function summaryIn({ data }: FoundRecord): readonly InstanceSummary[] {
  const { saga, key, life, dueAt } = data;
  const status = STATUSES.find((one) => one === data['status']);
  if (!isText(saga) || !isText(key) || status === undefined) return [];
  return [{ saga, key, status, life: Number(life), ...(typeof dueAt === 'number' && { dueAt }) }];
}
