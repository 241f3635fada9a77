import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { RESERVED_COLLECTIONS } from '../../functions/src/core/ledger/store.ts';
import { decodeFields } from '../../functions/src/gcp/firestore/values.ts';
import { FakeDocuments } from '../../functions/src/testing/fake-firestore.ts';
import type { Activity } from './instance.ts';
import type { Service } from './network.ts';

/** A watched document, such as an entry of the ledger, as one commit changed it. */
export interface DocumentChange {
  readonly collection: string;
  readonly id: string;
  readonly before: Document | undefined;
  readonly after: Document;
}

export type Document = Readonly<Record<string, unknown>>;

/** Sees what each commit changes, at the moment at which it does. */
export type CommitWatch = (changes: readonly DocumentChange[], activity: Activity) => void;

/** Sees an entry of the ledger that somebody reads, and learns of. */
export type ReadWatch = (id: string, entry: Document, activity: Activity) => void;

interface Watch {
  readonly commit: CommitWatch;
  readonly read: ReadWatch;
  /** Sees that a document is deleted. */
  readonly removed?: (collection: string, id: string, activity: Activity) => void;
}

/** Firestore by its REST interface: conditional commits that are atomic, and reads as of one moment. */
export class SimulatedFirestore {
  /** Writes of each document, by collection and id. */
  readonly writes = new Map<string, number>();
  readonly #documents: FakeDocuments;
  /** The watched documents as they are. */
  readonly #watched = new Map<string, Document>();
  readonly #watch: Watch;
  readonly #collections: ReadonlySet<string>;

  /** @param now Its own clock, in milliseconds since 1970. @param records Collections of records that are watched too. */
  constructor(watch: Watch, now: () => number, records: readonly string[] = []) {
    this.#watch = watch;
    this.#documents = new FakeDocuments(() => new Date(now()).toISOString());
    this.#collections = new Set([...Object.values(RESERVED_COLLECTIONS), ...records]);
  }

  readonly service: Service = (path, body, activity, fate) => {
    const method = path.slice(path.lastIndexOf(':') + 1);
    const call: unknown = JSON.parse(body);
    const reply = this.#documents.answer(method, body, call);
    if (method === 'batchGet' && fate === 'done') this.#showRead(call, activity);
    if (method !== 'commit' || reply.status !== 200) return reply;
    const changes: DocumentChange[] = [];
    for (const name of namesIn(call)) {
      const { collection, id } = placeOf(name);
      const place = `${collection}/${id}`;
      this.writes.set(place, (this.writes.get(place) ?? 0) + 1);
      const after = this.#collections.has(collection) ? this.#documentAt(name) : undefined;
      if (after === undefined) {
        if (this.#watched.delete(place)) this.#watch.removed?.(collection, id, activity);
        continue;
      }
      changes.push({ collection, id, before: this.#watched.get(place), after });
      this.#watched.set(place, after);
    }
    this.#watch.commit(changes, activity);
    return reply;
  };

  #showRead(call: unknown, activity: Activity): void {
    const documents = isJsonObject(call) ? call['documents'] : undefined;
    for (const name of Array.isArray(documents) ? documents.map(String) : []) {
      const { collection, id } = placeOf(name);
      const entry = this.#watched.get(`${collection}/${id}`);
      if (collection === RESERVED_COLLECTIONS.ledger && entry !== undefined) this.#watch.read(id, entry, activity);
    }
  }

  /** The documents of a collection by their ids. */
  collection(collection: string): ReadonlyMap<string, Document> {
    const all = this.#documents.names.map((name) => ({ ...placeOf(name), name }));
    const own = all.filter((place) => place.collection === collection);
    return new Map(own.map(({ id, name }) => [id, this.#documentAt(name) ?? {}]));
  }

  #documentAt(name: string): Document | undefined {
    const fields = this.#documents.fieldsOf(name);
    return isJsonObject(fields) ? decodeFields(fields) : undefined;
  }
}

function namesIn(commit: unknown): readonly string[] {
  const writes = isJsonObject(commit) ? commit['writes'] : undefined;
  return (Array.isArray(writes) ? writes : []).filter(isJsonObject).map(({ update, delete: removed }) => {
    return String(isJsonObject(update) ? update['name'] : removed);
  });
}

function placeOf(name: string): { readonly collection: string; readonly id: string } {
  const end = name.lastIndexOf('/');
  const start = name.lastIndexOf('/', end - 1);
  return { collection: name.slice(start + 1, end), id: name.slice(end + 1) };
}
