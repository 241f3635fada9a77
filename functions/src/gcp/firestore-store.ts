import type {
  CollectionReference,
  DocumentReference,
  DocumentSnapshot,
  Firestore,
  Transaction,
} from '@google-cloud/firestore';
import { PermanentError } from '../core/event/errors.ts';
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
import { applyMutations, placesOf, type RecordWrite } from '../core/handle/mutations.ts';
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
import { FirestoreDatabase, isRefusal, type FirestoreOptions } from './firestore-database.ts';
import {
  entryDocument,
  entryDocumentId,
  entryIn,
  recordDocument,
  recordDocumentId,
  recordIn,
} from './firestore-documents.ts';
import { listEntries } from './firestore-entries.ts';

/** Tries of one transaction: many events may concern one record. */
const MAX_ATTEMPTS = 12;

interface FirestoreStoreOptions extends FirestoreOptions {
  /** Put before the name of each collection. */
  readonly collectionPrefix: string;
}

/** Ledger and records in Firestore. Each step of the ledger is one transaction, together with its records. */
export class FirestoreStore implements Store, LedgerReader {
  readonly #database: FirestoreDatabase;
  readonly #prefix: string;

  constructor({ collectionPrefix, ...options }: FirestoreStoreOptions) {
    this.#database = new FirestoreDatabase(options);
    this.#prefix = collectionPrefix;
  }

  claim(request: ClaimRequest): Promise<Claim> {
    return this.#transact(async (transaction, client) => {
      const reference = this.#entry(client, request.key);
      const { claim, next } = decideClaim(stateIn(await transaction.get(reference)), request);
      if (next !== undefined) transaction.set(reference, entryDocument(next));
      return claim;
    });
  }

  commit(fence: Fence, command: string, mutations: readonly Mutation[], last: boolean): Promise<boolean> {
    return this.#step(fence, (state) => withCommandDone(state, command, last, fence.now), mutations);
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

  async close(key: LedgerKey, now: Date): Promise<void> {
    const seen = await this.#database.use((client) => this.#entry(client, key).get());
    if (closed(stateIn(seen), now) === undefined) return;
    await this.#transact(async (transaction, client) => {
      const reference = this.#entry(client, key);
      const next = closed(stateIn(await transaction.get(reference)), now);
      if (next !== undefined) transaction.set(reference, entryDocument(next));
    });
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

  async write(mutations: readonly Mutation[]): Promise<void> {
    await this.#transact((transaction, client) => this.#mutate(transaction, client, mutations, () => undefined));
  }

  /** Closes the connection; what is under way fails. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#database.close();
  }

  /** One fenced step: nothing is written when the claim is no longer the holder's. */
  #step(
    fence: Fence,
    next: (state: LedgerState) => LedgerState,
    mutations: readonly Mutation[] = [],
  ): Promise<boolean> {
    return this.#transact(async (transaction, client) => {
      const reference = this.#entry(client, fence.key);
      const state = stateIn(await transaction.get(reference));
      if (!holds(state, fence)) return false;
      await this.#mutate(transaction, client, mutations, () => {
        transaction.set(reference, entryDocument(next(state)));
      });
      return true;
    });
  }

  /** Reads the records, applies the mutations, writes: Firestore wants every read before the first write. */
  async #mutate(
    transaction: Transaction,
    client: Firestore,
    mutations: readonly Mutation[],
    alsoWrite: () => void,
  ): Promise<void> {
    const references = placesOf(mutations).map((place) => this.#record(client, place));
    const snapshots = references.length === 0 ? [] : await transaction.getAll(...references);
    const writes = applied(mutations, snapshots.map(storedIn));
    alsoWrite();
    for (const write of writes) {
      transaction.set(this.#record(client, write), recordDocument(write.version, write.data));
    }
  }

  async #transact<T>(run: (transaction: Transaction, client: Firestore) => Promise<T>): Promise<T> {
    try {
      return await this.#database.use((client) =>
        client.runTransaction((transaction) => run(transaction, client), { maxAttempts: MAX_ATTEMPTS }),
      );
    } catch (error) {
      if (error instanceof MutationFault) throw error.thrown;
      if (!isRefusal(error)) throw error;
      throw new PermanentError('Firestore cannot keep what was written; a record may hold 1 MiB.', { cause: error });
    }
  }

  #entry(client: Firestore, key: LedgerKey): DocumentReference {
    return this.#collection(client, RESERVED_COLLECTIONS.ledger).doc(entryDocumentId(key));
  }

  #record(client: Firestore, { collection, id }: Pick<RecordWrite, 'collection' | 'id'>): DocumentReference {
    return this.#collection(client, collection).doc(recordDocumentId(id));
  }

  #collection(client: Firestore, name: string): CollectionReference {
    return client.collection(this.#prefix + name);
  }
}

function stateIn(snapshot: DocumentSnapshot): LedgerState | undefined {
  const document = snapshot.data();
  return document === undefined ? undefined : entryIn(document);
}

function storedIn(snapshot: DocumentSnapshot): StoredRecord | undefined {
  const document = snapshot.data();
  return document === undefined ? undefined : recordIn(snapshot.id, document);
}

/** What a mutator threw, carried past the client: that would take some errors for Firestore's own and try again. */
class MutationFault extends Error {
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    super('A mutator threw.');
    this.thrown = thrown;
  }
}

function applied(
  mutations: readonly Mutation[],
  current: readonly (StoredRecord | undefined)[],
): readonly RecordWrite[] {
  try {
    return applyMutations(mutations, current);
  } catch (thrown) {
    throw new MutationFault(thrown);
  }
}
