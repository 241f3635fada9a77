import type {
  CollectionReference,
  DocumentData,
  DocumentReference,
  DocumentSnapshot,
  Firestore,
} from '@google-cloud/firestore';
import {
  buried,
  closed,
  completed,
  decideClaim,
  holds,
  released,
  withCommandDone,
  type LedgerState,
} from '../core/handle/ledger.ts';
import { applyMutations, placesOf, type RecordPlace } from '../core/handle/mutations.ts';
import {
  RESERVED_COLLECTIONS,
  type Claim,
  type ClaimRequest,
  type CommandFailure,
  type Fence,
  type LedgerEntry,
  type LedgerKey,
  type LedgerQuery,
  type LedgerReader,
  type Mutation,
  type Store,
  type StoredRecord,
} from '../core/handle/store.ts';
import { FirestoreDatabase, type FirestoreOptions } from './firestore-database.ts';
import {
  entryDocument,
  entryDocumentId,
  entryIn,
  recordDocument,
  recordDocumentId,
  recordIn,
} from './firestore-documents.ts';
import { listEntries } from './firestore-entries.ts';
import { create, exchange, type Decision } from './firestore-exchange.ts';

interface FirestoreStoreOptions extends FirestoreOptions {
  /** Put before the name of each collection. */
  readonly collectionPrefix: string;
}

/** Ledger and records in Firestore. Each step of the ledger is one atomic write, together with its records. */
export class FirestoreStore implements Store, LedgerReader {
  readonly #database: FirestoreDatabase;
  readonly #prefix: string;

  constructor({ collectionPrefix, ...options }: FirestoreStoreOptions) {
    this.#database = new FirestoreDatabase(options);
    this.#prefix = collectionPrefix;
  }

  /** One call for an event that is new, which most are: its entry is created without a look whether it is there. */
  claim(request: ClaimRequest): Promise<Claim> {
    return this.#database.use(async (client) => {
      const reference = this.#entry(client, request.key);
      let made = decideClaim(undefined, request);
      if (made.next !== undefined && (await create(reference, entryDocument(made.next)))) return made.claim;
      return exchange(client, [reference], ([entry]) => {
        const state = stateIn(entry);
        // Ours: it was written, and the answer got lost.
        if (made.next?.token !== undefined && state?.token === made.next.token) return decision(made.claim, undefined);
        made = decideClaim(state, request);
        return decision(made.claim, made.next);
      });
    });
  }

  commit(fence: Fence, command: string, mutations: readonly Mutation[], last: boolean): Promise<boolean> {
    // Done under this very claim: it was written, and the answer got lost. Once more would count twice.
    const isDone = ({ commands }: LedgerState) =>
      commands.some(({ name, status }) => name === command && status === 'done');
    const next = (state: LedgerState) => (isDone(state) ? undefined : withCommandDone(state, command, last, fence.now));
    return this.#step(fence, next, mutations);
  }

  complete(fence: Fence): Promise<boolean> {
    return this.#step(fence, (state) => completed(state, fence.now));
  }

  release(fence: Fence, failures: readonly CommandFailure[]): Promise<boolean> {
    return this.#step(fence, (state) => released(state, failures, fence.now));
  }

  bury(fence: Fence, failures: readonly CommandFailure[]): Promise<boolean> {
    return this.#step(fence, (state) => buried(state, failures, fence.now));
  }

  close(key: LedgerKey, now: Date): Promise<void> {
    return this.#database.use((client) =>
      exchange(client, [this.#entry(client, key)], ([entry]) => decision(undefined, closed(stateIn(entry), now))),
    );
  }

  entries(query: LedgerQuery): Promise<readonly LedgerEntry[]> {
    return this.#database.use((client) => listEntries(this.#collection(client, RESERVED_COLLECTIONS.ledger), query));
  }

  async get(collection: string, id: string): Promise<StoredRecord | undefined> {
    return storedIn(await this.#database.use((client) => this.#record(client, { collection, id }).get()));
  }

  async list(
    collection: string,
    { limit, after }: { limit: number; after?: string },
  ): Promise<readonly StoredRecord[]> {
    const { docs } = await this.#database.use((client) => {
      const byId = this.#collection(client, collection).orderBy('__name__');
      const page = after === undefined ? byId : byId.startAfter(recordDocumentId(after));
      return page.limit(limit).get();
    });
    return docs.map((document) => recordIn(document.id, document.data()));
  }

  write(mutations: readonly Mutation[]): Promise<void> {
    return this.#database.use((client) =>
      exchange(client, this.#records(client, mutations), (records) => ({
        result: undefined,
        writes: recordWrites(mutations, records),
      })),
    );
  }

  /** Closes the connection; what is under way fails. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#database.close();
  }

  /** One fenced step: nothing is written when the claim is no longer the holder's. */
  #step(
    fence: Fence,
    next: (state: LedgerState) => LedgerState | undefined,
    mutations: readonly Mutation[] = [],
  ): Promise<boolean> {
    return this.#database.use((client) =>
      exchange(client, [...this.#records(client, mutations), this.#entry(client, fence.key)], (snapshots) => {
        const [records, entry] = [snapshots.slice(0, -1), snapshots.at(-1)];
        const state = stateIn(entry);
        if (!holds(state, fence)) return { result: false, writes: new Map() };
        const after = next(state);
        if (after === undefined) return { result: true, writes: new Map() };
        const writes = recordWrites(mutations, records);
        return { result: true, writes: writes.set(records.length, entryDocument(after)) };
      }),
    );
  }

  #records(client: Firestore, mutations: readonly Mutation[]): readonly DocumentReference[] {
    return placesOf(mutations).map((place) => this.#record(client, place));
  }

  #entry(client: Firestore, key: LedgerKey): DocumentReference {
    return this.#collection(client, RESERVED_COLLECTIONS.ledger).doc(entryDocumentId(key));
  }

  #record(client: Firestore, { collection, id }: RecordPlace): DocumentReference {
    return this.#collection(client, collection).doc(recordDocumentId(id));
  }

  #collection(client: Firestore, name: string): CollectionReference {
    return client.collection(this.#prefix + name);
  }
}

function stateIn(snapshot: DocumentSnapshot | undefined): LedgerState | undefined {
  const document = snapshot?.data();
  return document === undefined ? undefined : entryIn(document);
}

function storedIn(snapshot: DocumentSnapshot): StoredRecord | undefined {
  const document = snapshot.data();
  return document === undefined ? undefined : recordIn(snapshot.id, document);
}

/** Writes an entry that is the only document, or leaves it. */
function decision<T>(result: T, next: LedgerState | undefined): Decision<T> {
  return { result, writes: new Map(next === undefined ? [] : [[0, entryDocument(next)]]) };
}

/** The records that mutations change, by their place among {@link placesOf}. */
function recordWrites(
  mutations: readonly Mutation[],
  snapshots: readonly DocumentSnapshot[],
): Map<number, DocumentData> {
  const places = placesOf(mutations).map(({ collection, id }) => `${collection}/${id}`);
  const writes = applyMutations(mutations, snapshots.map(storedIn));
  return new Map(
    writes.map(({ collection, id, version, data }) => [
      places.indexOf(`${collection}/${id}`),
      recordDocument(version, data),
    ]),
  );
}
