import { applyMutations, placesOf } from '../ledger/mutations.ts';
import type { RecordPlace } from '../ledger/record-place.ts';
import type { Mutation, RecordData, StoredRecord } from '../ledger/store.ts';

/** Reads one record; undefined if there is none. */
export type ReadRecord = (collection: string, id: string) => Promise<StoredRecord | undefined>;

interface Changed extends RecordPlace {
  readonly before?: RecordData;
  readonly after?: RecordData;
}

/** Records as they would be: what was read, with changes on top that are kept here and nowhere else. */
export class RehearsedRecords {
  readonly #read: ReadRecord;
  readonly #now: Date;
  readonly #changed = new Map<string, StoredRecord | undefined>();

  /** @param now Stands for the time at which the store read a record. */
  constructor(read: ReadRecord, now: Date) {
    this.#read = read;
    this.#now = now;
  }

  async get(collection: string, id: string): Promise<StoredRecord | undefined> {
    const key = keyOf({ collection, id });
    return this.#changed.has(key) ? this.#changed.get(key) : this.#read(collection, id);
  }

  /** Applies the changes of a step as a store does. @throws whatever a mutator throws, and what no store can keep. */
  async apply(mutations: readonly Mutation[]): Promise<readonly Changed[]> {
    const current = await Promise.all(placesOf(mutations).map(({ collection, id }) => this.get(collection, id)));
    const changes = applyMutations(mutations, current, this.#now);
    return Promise.all(
      changes.map(async (change) => {
        const { collection, id } = change;
        const before = (await this.get(collection, id))?.data;
        const after = change.removed === true ? undefined : change.data;
        this.#changed.set(keyOf(change), change.removed === true ? undefined : change);
        return { collection, id, ...(before && { before }), ...(after && { after }) };
      }),
    );
  }
}

function keyOf({ collection, id }: RecordPlace): string {
  return `${collection}/${id}`;
}
