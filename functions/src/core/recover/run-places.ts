import { isJsonObject } from '../event/json.ts';
import { RETENTION } from '../ledger/retention.ts';
import { RESERVED_COLLECTIONS, type RecordData } from '../ledger/store.ts';
import type { Ports } from '../ports.ts';

export interface ReconcileReport {
  readonly listed: number;
  readonly published: number;
  /** Of those, the events that the provider says it could not deliver. Not all providers say it. */
  readonly undelivered: number;
}

/** How far a run has come. */
export interface Place extends ReconcileReport {
  /** The page to go on with; absent before the first page and after the last. */
  readonly cursor?: string;
}

/** Where a run begins. */
export const START: Place = { listed: 0, published: 0, undelivered: 0 };

/** What is kept of a run, if anything. */
export async function readRun({ store }: Pick<Ports, 'store'>, run: string): Promise<RecordData | undefined> {
  return (await store.get(RESERVED_COLLECTIONS.reconciliations, run))?.data;
}

/** Keeps how far a run has come. */
export async function keepRun(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  run: string,
  data: RecordData,
): Promise<void> {
  const now = clock.now();
  await store.write([
    {
      collection: RESERVED_COLLECTIONS.reconciliations,
      id: run,
      expireAt: new Date(now.getTime() + RETENTION.reconcileRun.ms),
      mutate: () => ({ ...data, updatedAt: now.toISOString() }),
    },
  ]);
}

/** A place as it was kept; the start if there is none. */
export function placeIn(kept: unknown): Place {
  if (!isJsonObject(kept)) return START;
  // A run that an earlier version began has no such number.
  const { cursor, listed, published, undelivered = 0 } = kept;
  if (typeof cursor !== 'string' || typeof listed !== 'number' || typeof published !== 'number') return START;
  return { cursor, listed, published, undelivered: typeof undelivered === 'number' ? undelivered : 0 };
}
