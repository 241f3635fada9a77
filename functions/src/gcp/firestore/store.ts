import { isDeepStrictEqual } from 'node:util';
import {
  allDoneAtOnce,
  buried,
  closed,
  completed,
  decideClaim,
  holds,
  released,
  withCommandDone,
  type LedgerState,
} from '../../core/ledger/ledger.ts';
import { requireCollection, requirePlace } from '../../core/ledger/record-place.ts';
import {
  RESERVED_COLLECTIONS,
  type Claim,
  type ClaimRequest,
  type CommandFailure,
  type Fence,
  type LedgerKey,
  type FoundRecord,
  type Mutation,
  type NewWork,
  type RecordQuery,
  type Store,
  type StoredRecord,
} from '../../core/ledger/store.ts';
import { FirestoreConnection, type FirestoreOptions } from './connection.ts';
import { dataPath, entryDocument, entryDocumentId, entryIn, foundIn, recordDocumentId } from './documents.ts';
import { exchange } from './exchange.ts';
import { recordOf, recordPath, recordPaths, recordWrites } from './record-writes.ts';
import type { DocumentsRead, DocumentWrite, StoredDocument } from './rest-api.ts';
import type { RestTarget } from '../rest/google-rest.ts';

interface FirestoreStoreOptions extends FirestoreOptions {
  /** Put before the name of each collection. */
  readonly collectionPrefix: string;
}

/**
 * Ledger and records in Firestore, by its REST interface: Google's own client would take most of a cold start. Each
 * step of the ledger is one atomic write, together with its records.
 */
export class FirestoreStore implements Store {
  readonly #connection: FirestoreConnection;
  readonly #prefix: string;

  /** @param target Where Firestore is; asked on first use. */
  constructor({ collectionPrefix, ...options }: FirestoreStoreOptions, target?: () => RestTarget) {
    this.#connection = new FirestoreConnection(options, target);
    this.#prefix = collectionPrefix;
  }

  warm(): void {
    this.#connection.warm();
  }

  /** One call for an event that is new, which most are: its entry is created without a look whether it is there. */
  claim(request: ClaimRequest): Promise<Claim> {
    return this.#connection.use(async (firestore) => {
      const path = this.#entryPath(request.key);
      let made = decideClaim(undefined, request);
      if (await firestore.commit(entryWrites(path, undefined, made.next))) return made.claim;
      return exchange(firestore, [path], ({ documents: [entry] }) => {
        const state = stateIn(entry);
        // Ours: it was written, and the answer got lost.
        if (made.next?.token !== undefined && state?.token === made.next.token)
          return { result: made.claim, writes: [] };
        made = decideClaim(state, request);
        return { result: made.claim, writes: entryWrites(path, entry, made.next) };
      });
    });
  }

  /**
   * Two calls for an event that is new: its records are read, then written together with its entry, provided that it has
   * none yet. If another write came first, or this one did and its answer got lost, reading all of them tells which.
   */
  async commitNew(work: readonly NewWork[]): Promise<boolean> {
    const entries = allDoneAtOnce(work)?.map((made) => ({ path: this.#entryPath(made), made }));
    if (entries === undefined) return false;
    const mutations = work.flatMap(({ commands }) => commands.flatMap((command) => command.mutations));
    const paths = recordPaths(this.#prefix, mutations);
    return this.#connection.use(async (firestore) => {
      const commit = (records: DocumentsRead['documents'], readAt: Date) =>
        firestore.commit([
          ...recordWrites(this.#prefix, mutations, records, readAt),
          ...entries.flatMap(({ path, made }) => entryWrites(path, undefined, made)),
        ]);
      const before = await firestore.read(paths);
      if (await commit(before.documents, before.readAt)) return true;
      const { documents, readAt } = await firestore.read([...paths, ...entries.map(({ path }) => path)]);
      const states = documents.slice(paths.length).map(stateIn);
      // Ones that are equal are ours, or as good as ours: they say that the same commands are done.
      if (states.every((state) => state === undefined)) return commit(documents.slice(0, paths.length), readAt);
      return states.every((state, index) => isDeepStrictEqual(state, entries[index]?.made));
    });
  }

  commit(fence: Fence, name: string, mutations: readonly Mutation[], last: boolean): Promise<boolean> {
    // Done under this very claim: it was written, and the answer got lost. Once more would count twice.
    const isDone = ({ commands }: LedgerState) => commands.some((one) => one.name === name && one.status === 'done');
    const command = { name, mutations };
    const next = (state: LedgerState) => (isDone(state) ? undefined : withCommandDone(state, command, last, fence.now));
    return this.#step(fence, next, mutations);
  }

  complete(fence: Fence): Promise<boolean> {
    return this.#step(fence, (state) => completed(state, fence.now));
  }

  release(fence: Fence, failures: readonly CommandFailure[], mutations?: readonly Mutation[]): Promise<boolean> {
    return this.#step(fence, (state) => released(state, failures, fence.now), mutations);
  }

  bury(fence: Fence, failures: readonly CommandFailure[], mutations?: readonly Mutation[]): Promise<boolean> {
    return this.#step(fence, (state) => buried(state, failures, fence.now), mutations);
  }

  close(key: LedgerKey, now: Date): Promise<void> {
    const path = this.#entryPath(key);
    return this.#connection.use((firestore) =>
      exchange(firestore, [path], ({ documents: [entry] }) => ({
        result: undefined,
        writes: entryWrites(path, entry, closed(stateIn(entry), now)),
      })),
    );
  }

  async states(keys: readonly LedgerKey[]): Promise<readonly (LedgerState['status'] | undefined)[]> {
    const paths = keys.map((key) => this.#entryPath(key));
    const read = await this.#connection.use((firestore) => firestore.read([...new Set(paths)]));
    const found = new Map(read.documents.map((entry) => [entry?.path, stateIn(entry)?.status]));
    return paths.map((path) => found.get(path));
  }

  async get(collection: string, id: string): Promise<StoredRecord | undefined> {
    requirePlace({ collection, id });
    const path = recordPath(this.#prefix, { collection, id });
    const { documents } = await this.#connection.use((firestore) => firestore.read([path]));
    const [document] = documents;
    return document && recordOf(document);
  }

  async list(
    collection: string,
    { limit, after }: { limit: number; after?: string },
  ): Promise<readonly StoredRecord[]> {
    requireCollection(collection);
    if (after !== undefined) requirePlace({ collection, id: after });
    const page = { limit, after: after === undefined ? undefined : recordDocumentId(after) };
    const documents = await this.#connection.use((firestore) => firestore.list(this.#prefix + collection, page));
    return documents.map(recordOf);
  }

  async find(collection: string, { where, limit, after, fields }: RecordQuery): Promise<readonly FoundRecord[]> {
    requireCollection(collection);
    const { field } = where;
    const compared =
      'atMost' in where
        ? ({ op: 'LESS_THAN_OR_EQUAL', value: where.atMost } as const)
        : ({ op: 'EQUAL', value: where.equals } as const);
    const query = {
      where: { field: dataPath(field), ...compared },
      limit,
      select: [...new Set([field, ...fields])].map(dataPath),
      ...(after !== undefined && { after: { id: recordDocumentId(after.id), value: cursorValue(after, field) } }),
    };
    const documents = await this.#connection.use((firestore) => firestore.find(this.#prefix + collection, query));
    return documents.map(({ path, data }) => foundIn(path.slice(path.indexOf('/') + 1), data));
  }

  async write(mutations: readonly Mutation[]): Promise<void> {
    const paths = recordPaths(this.#prefix, mutations);
    await this.#connection.use((firestore) =>
      exchange(firestore, paths, ({ documents, readAt }) => ({
        result: undefined,
        writes: recordWrites(this.#prefix, mutations, documents, readAt),
      })),
    );
  }

  /** Closes the connections; what is under way fails. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#connection.close();
  }

  /** One fenced step: nothing is written when the claim is no longer the holder's. */
  async #step(
    fence: Fence,
    next: (state: LedgerState) => LedgerState | undefined,
    mutations: readonly Mutation[] = [],
  ): Promise<boolean> {
    const path = this.#entryPath(fence.key);
    const paths = [...recordPaths(this.#prefix, mutations), path];
    let made: LedgerState | undefined;
    return this.#connection.use((firestore) =>
      exchange(firestore, paths, ({ documents, readAt }) => {
        const [records, entry] = [documents.slice(0, -1), documents.at(-1)];
        const state = stateIn(entry);
        // Ours: it was written, and the answer got lost. Whoever else writes this entry has another token.
        if (made !== undefined && isDeepStrictEqual(state, made)) return { result: true, writes: [] };
        if (!holds(state, fence)) return { result: false, writes: [] };
        made = next(state);
        if (made === undefined) return { result: true, writes: [] };
        const writes = [...recordWrites(this.#prefix, mutations, records, readAt), ...entryWrites(path, entry, made)];
        return { result: true, writes };
      }),
    );
  }

  #entryPath(key: LedgerKey): string {
    return `${this.#prefix}${RESERVED_COLLECTIONS.ledger}/${entryDocumentId(key)}`;
  }
}

/** What the field held in the last record of a page. @throws if the record was read without it. */
function cursorValue({ id, data }: FoundRecord, field: string): number | string {
  const value = data[field];
  if (typeof value === 'number' || typeof value === 'string') return value;
  throw new TypeError(`The record ${id} has no ${field} to go on behind.`);
}

function stateIn(document: StoredDocument | undefined): LedgerState | undefined {
  return document && entryIn(document.data);
}

/** Writes an entry in the place of what was read, or leaves it. */
function entryWrites(
  path: string,
  replaces: StoredDocument | undefined,
  next: LedgerState | undefined,
): readonly DocumentWrite[] {
  return next === undefined ? [] : [{ path, data: entryDocument(next), replaces }];
}
