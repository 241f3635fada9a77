import { expect, it } from 'vitest';
import { RESERVED_COLLECTIONS, type FoundRecord, type RecordData, type RecordQuery } from '../../core/ledger/store.ts';
import { after, type MakeStore, type StoreUnderTest } from './subject.ts';

const INSTANCES = RESERVED_COLLECTIONS.sagaInstances;
const DUE = after(0).getTime();
const PAGE = 40;
const EVERY_DUE: RecordQuery['where'] = { field: 'dueAt', atMost: DUE };

/** What is due at instances of durable sagas, and which code decided them: records by one field. */
export function findCases(makeStore: MakeStore): void {
  it('finds each of 250 records with equal values once, page by page, in the order of their ids', async () => {
    const store = await makeStore();
    const ids = numbered(250);
    await keep(store, ids.toReversed(), { dueAt: DUE });
    expect((await allPages(store, EVERY_DUE)).map(({ id }) => id)).toEqual(ids);
  });

  it('finds records in the order of their values, and nothing above the limit of the query', async () => {
    const store = await makeStore();
    const dueAt = { a: DUE, b: DUE - 1, c: DUE + 1, d: DUE - 10_000, e: 0, f: -1, g: DUE - 0.5 };
    for (const [id, at] of Object.entries(dueAt)) await keep(store, [id], { dueAt: at });
    expect((await allPages(store, EVERY_DUE, 2)).map(({ id }) => id)).toEqual(['f', 'e', 'd', 'b', 'g', 'a']);
  });

  it('finds every other record once if some are moved or removed between pages, even the last one of a page', async () => {
    const store = await makeStore();
    const ids = numbered(30);
    await keep(store, ids, { dueAt: DUE });
    const found: string[] = [];
    for (let page = await next(store, EVERY_DUE, 10); ; page = await next(store, EVERY_DUE, 10, page.at(-1))) {
      found.push(...page.map(({ id }) => id));
      if (page.length < 10) break;
      const last = page.at(-1)?.id ?? '';
      if (found.length === 10) await keep(store, [last], { dueAt: DUE + 60_000 });
      if (found.length === 20) await remove(store, last);
    }
    expect(found).toEqual(ids);
  });

  it('finds a record again that was moved to a later place of the same query, and not one that was moved out of it', async () => {
    const store = await makeStore();
    await keep(store, ['a', 'b', 'c', 'd'], { dueAt: DUE - 10 });
    const page = await next(store, EVERY_DUE, 2);
    await keep(store, ['a'], { dueAt: DUE });
    await keep(store, ['c'], { dueAt: DUE + 1 });
    const rest = await next(store, EVERY_DUE, 10, page.at(-1));
    expect([page, rest].map((records) => records.map(({ id }) => id))).toEqual([
      ['a', 'b'],
      ['d', 'a'],
    ]);
  });

  it('does not find records without the field, nor with text or nothing in the place of a number', async () => {
    const store = await makeStore();
    await keep(store, ['due'], { dueAt: DUE });
    await keep(store, ['idle'], { status: 'open' });
    await keep(store, ['text'], { dueAt: '5' });
    await keep(store, ['null'], { dueAt: null });
    await keep(store, ['deeper'], { data: { dueAt: 5 } });
    await store.write([{ collection: 'orders', id: 'elsewhere', mutate: () => ({ dueAt: DUE }) }]);
    expect((await allPages(store, EVERY_DUE)).map(({ id }) => id)).toEqual(['due']);
  });

  it('no longer finds a record whose field was left out by a later write', async () => {
    const store = await makeStore();
    await keep(store, ['a', 'b'], { dueAt: DUE, build: 'dunning@1' });
    await keep(store, ['a'], { status: 'ended' });
    expect(await ids(store, EVERY_DUE)).toEqual(['b']);
    expect(await ids(store, { field: 'build', equals: 'dunning@1' })).toEqual(['b']);
  });

  it('finds the records that hold a text, each once, page by page', async () => {
    const store = await makeStore();
    const first = numbered(250, 'dunning');
    await keep(store, first, { build: 'dunning@1' });
    await keep(store, numbered(20, 'later'), { build: 'dunning@2' });
    await keep(store, numbered(20, 'other'), { build: 'dunning@10' });
    await keep(store, ['number'], { build: 1 });
    const where = { field: 'build', equals: 'dunning@1' };
    expect((await allPages(store, where)).map(({ id }) => id)).toEqual(first);
    expect(await ids(store, { field: 'build', equals: 'dunning@3' })).toEqual([]);
  });

  it('finds the dead letters of an issue, each once, page by page', async () => {
    const store = await makeStore();
    const letters = numbered(90, 'letter');
    const issueAt = (index: number) => (index % 3 === 0 ? '0123456789ab' : 'ba9876543210');
    await store.write(
      letters.map((id, index) => ({
        collection: RESERVED_COLLECTIONS.letters,
        id,
        mutate: () => ({ issue: issueAt(index), status: 'open' }),
      })),
    );
    const found: FoundRecord[] = [];
    for (let last: FoundRecord | undefined; ; last = found.at(-1)) {
      const where = { field: 'issue', equals: '0123456789ab' };
      const query = { where, limit: 20, fields: ['status'], ...(last !== undefined && { after: last }) };
      const page = await store.find(RESERVED_COLLECTIONS.letters, query);
      found.push(...page);
      if (page.length < 20) break;
    }
    expect(found.map(({ id }) => id)).toEqual(letters.filter((_id, index) => index % 3 === 0));
    expect(found[0]?.data).toEqual({ issue: '0123456789ab', status: 'open' });
  });

  it('reads the fields that were asked for, and no others', async () => {
    const store = await makeStore();
    const data = { saga: 'dunning', key: 'in_1', dueAt: DUE, build: 'dunning@1', state: 'x'.repeat(10_000) };
    await keep(store, ['a'], data);
    await keep(store, ['b'], { dueAt: DUE, state: '' });
    const query = { where: EVERY_DUE, limit: 5, fields: ['saga', 'key'] };
    expect(await store.find(INSTANCES, query)).toEqual([
      { id: 'a', data: { dueAt: DUE, saga: 'dunning', key: 'in_1' } },
      { id: 'b', data: { dueAt: DUE } },
    ]);
    expect(await store.find(INSTANCES, { ...query, fields: [] })).toEqual([
      { id: 'a', data: { dueAt: DUE } },
      { id: 'b', data: { dueAt: DUE } },
    ]);
  });

  it('finds nothing in a collection that nobody has written to', async () => {
    const store = await makeStore();
    expect(await ids(store, EVERY_DUE)).toEqual([]);
    expect(await ids(store, { field: 'build', equals: 'dunning@1' })).toEqual([]);
  });
}

function numbered(count: number, prefix = 'dunning'): readonly string[] {
  return Array.from({ length: count }, (_unused, index) => `${prefix}:${String(index).padStart(4, '0')}`);
}

async function keep(store: StoreUnderTest, places: readonly string[], data: RecordData): Promise<void> {
  await store.write(places.map((id) => ({ collection: INSTANCES, id, mutate: () => data })));
}

async function remove(store: StoreUnderTest, id: string): Promise<void> {
  await store.write([{ collection: INSTANCES, id, mutate: (current) => ({ ...current }), removes: () => true }]);
}

function next(store: StoreUnderTest, where: RecordQuery['where'], limit: number, last?: FoundRecord) {
  return store.find(INSTANCES, { where, limit, fields: [], ...(last !== undefined && { after: last }) });
}

async function ids(store: StoreUnderTest, where: RecordQuery['where']): Promise<readonly string[]> {
  return (await next(store, where, 100)).map(({ id }) => id);
}

async function allPages(
  store: StoreUnderTest,
  where: RecordQuery['where'],
  limit = PAGE,
): Promise<readonly FoundRecord[]> {
  const found: FoundRecord[] = [];
  for (;;) {
    const page = await next(store, where, limit, found.at(-1));
    expect(page.length).toBeLessThanOrEqual(limit);
    found.push(...page);
    if (page.length < limit) return found;
  }
}
