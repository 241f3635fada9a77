import {
  allDoneAtOnce,
  buried,
  closed,
  completed,
  decideClaim,
  entryOf,
  holds,
  released,
  withCommandDone,
  type LedgerState,
} from '../core/ledger/ledger.ts';
import { declared, type Collection } from '../core/logic/collection.ts';
import { systemClock, type Clock } from '../core/ports.ts';
import { applyMutations, placesOf } from '../core/ledger/mutations.ts';
import { inListOrder, matches, pageOf } from '../core/ledger/pages.ts';
import { requireCollection, requirePlace } from '../core/ledger/record-place.ts';
import type { LedgerPage, LedgerPages, LedgerQuery, LedgerReader } from '../core/ledger/ledger-reader.ts';
import {
  ledgerId,
  type Claim,
  type ClaimRequest,
  type CommandFailure,
  type Fence,
  type LedgerEntry,
  type LedgerKey,
  type FoundRecord,
  type Mutation,
  type NewWork,
  type RecordQuery,
  type Store,
  type StoredRecord,
} from '../core/ledger/store.ts';

interface Page {
  readonly limit: number;
  readonly after?: string;
}

/** The store in memory, for tests. Every method runs in one turn of the event loop: its own transaction. */
export class MemoryStore implements Store, LedgerReader, LedgerPages {
  readonly #entries = new Map<string, LedgerState>();
  readonly #records = new Map<string, Map<string, StoredRecord>>();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  async claim(request: ClaimRequest): Promise<Claim> {
    const { claim, next } = decideClaim(this.#entries.get(ledgerId(request.key)), request);
    if (next !== undefined) this.#entries.set(ledgerId(request.key), next);
    return claim;
  }

  async commitNew(work: readonly NewWork[]): Promise<boolean> {
    const made = allDoneAtOnce(work);
    if (made === undefined || made.some((state) => this.#entries.has(ledgerId(state)))) return false;
    this.#apply(work.flatMap(({ commands }) => commands.flatMap(({ mutations }) => mutations)));
    for (const state of made) this.#entries.set(ledgerId(state), state);
    return true;
  }

  async commit(fence: Fence, command: string, mutations: readonly Mutation[], last: boolean): Promise<boolean> {
    return this.#step(fence, (state) => {
      this.#apply(mutations);
      return withCommandDone(state, { name: command, mutations }, last, fence.now);
    });
  }

  async complete(fence: Fence): Promise<boolean> {
    return this.#step(fence, (state) => completed(state, fence.now));
  }

  async release(
    fence: Fence,
    failures: readonly CommandFailure[],
    mutations: readonly Mutation[] = [],
  ): Promise<boolean> {
    return this.#step(fence, (state) => {
      this.#apply(mutations);
      return released(state, failures, fence.now);
    });
  }

  async bury(fence: Fence, failures: readonly CommandFailure[], mutations: readonly Mutation[] = []): Promise<boolean> {
    return this.#step(fence, (state) => {
      this.#apply(mutations);
      return buried(state, failures, fence.now);
    });
  }

  async close(key: LedgerKey, now: Date): Promise<void> {
    const next = closed(this.#entries.get(ledgerId(key)), now);
    if (next !== undefined) this.#entries.set(ledgerId(key), next);
  }

  async states(keys: readonly LedgerKey[]): Promise<readonly (LedgerState['status'] | undefined)[]> {
    return keys.map((key) => this.#entries.get(ledgerId(key))?.status);
  }

  async entries(query: LedgerQuery): Promise<readonly LedgerEntry[]> {
    return (await this.page(query)).entries.slice(0, query.limit);
  }

  async page(query: LedgerQuery): Promise<LedgerPage> {
    const entries = [...this.#entries.values()].map(entryOf).filter((entry) => matches(entry, query));
    return pageOf(entries.toSorted(inListOrder(query)), query);
  }

  async get<Data extends object>(collection: Collection<Data>, id: string): Promise<StoredRecord<Data> | undefined>;
  async get(collection: string, id: string): Promise<StoredRecord | undefined>;
  async get<Data extends object>(
    named: string | Collection<Data>,
    id: string,
  ): Promise<StoredRecord<Data> | undefined> {
    const collection = declared(named);
    requirePlace({ collection: collection.name, id });
    const record = this.#records.get(collection.name)?.get(id);
    return record && collection.typed(structuredClone(record));
  }

  async list<Data extends object>(collection: Collection<Data>, page: Page): Promise<readonly StoredRecord<Data>[]>;
  async list(collection: string, page: Page): Promise<readonly StoredRecord[]>;
  async list<Data extends object>(
    named: string | Collection<Data>,
    { limit, after }: Page,
  ): Promise<readonly StoredRecord<Data>[]> {
    const collection = declared(named);
    requireCollection(collection.name);
    if (after !== undefined) requirePlace({ collection: collection.name, id: after });
    const records = [...(this.#records.get(collection.name)?.values() ?? [])].toSorted((a, b) => inOrder(a.id, b.id));
    const page = records.filter(({ id }) => after === undefined || inOrder(id, after) > 0).slice(0, limit);
    return structuredClone(page).map((record) => collection.typed(record));
  }

  async find(collection: string, { where, limit, after, fields }: RecordQuery): Promise<readonly FoundRecord[]> {
    requireCollection(collection);
    const { field } = where;
    const wanted = (value: unknown) =>
      'atMost' in where ? typeof value === 'number' && value <= where.atMost : value === where.equals;
    const inPlace = (one: FoundRecord, other: FoundRecord) =>
      Number(one.data[field]) - Number(other.data[field]) || inOrder(one.id, other.id);
    const kept = [field, ...fields];
    const found = [...(this.#records.get(collection)?.values() ?? [])]
      .filter(({ data }) => wanted(data[field]))
      .map(({ id, data }) => ({
        id,
        data: Object.fromEntries(kept.filter((name) => name in data).map((name) => [name, data[name]])),
      }))
      .toSorted(inPlace);
    return structuredClone(found.filter((one) => after === undefined || inPlace(one, after) > 0).slice(0, limit));
  }

  /** The names of the collections that hold records. */
  collections(): readonly string[] {
    return [...this.#records.keys()];
  }

  async write(mutations: readonly Mutation[]): Promise<void> {
    this.#apply(mutations);
  }

  #step(fence: Fence, next: (state: LedgerState) => LedgerState): boolean {
    const state = this.#entries.get(ledgerId(fence.key));
    if (!holds(state, fence)) return false;
    this.#entries.set(ledgerId(fence.key), next(state));
    return true;
  }

  #apply(mutations: readonly Mutation[]): void {
    const current = placesOf(mutations).map(({ collection, id }) =>
      structuredClone(this.#records.get(collection)?.get(id)),
    );
    for (const change of applyMutations(mutations, current, this.#clock.now())) {
      const { collection, id } = change;
      const records = this.#records.get(collection) ?? new Map<string, StoredRecord>();
      if (change.removed === true) records.delete(id);
      else this.#records.set(collection, records.set(id, { id, version: change.version, data: change.data }));
    }
  }
}

/** By code point, as databases order text; JavaScript's own order is by UTF-16 unit. */
function inOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
