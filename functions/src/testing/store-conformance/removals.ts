import { expect, it } from 'vitest';
import { RESERVED_COLLECTIONS, type Mutation } from '../../core/ledger/store.ts';
import { after, entry, fence, granted, KEY, request, type MakeStore, type StoreUnderTest } from './subject.ts';

const PLACE = { collection: RESERVED_COLLECTIONS.sagaInstances, id: 'dunning:1' };

const counts: Mutation = { ...PLACE, mutate: (current) => ({ count: Number(current?.['count'] ?? 0) + 1, dueAt: 1 }) };
/** Removes the record if there is one. */
const removal: Mutation = { ...PLACE, mutate: (current) => current && { ...current }, removes: () => true };

/** Instances of durable sagas that have been quiet for long are deleted. */
export function removalCases(makeStore: MakeStore): void {
  it('removes a record, which is then neither read nor listed nor found, and whose next version is the first again', async () => {
    const store = await makeStore();
    await store.write([counts]);
    await store.write([counts]);
    await store.write([removal]);
    expect(await kept(store)).toBeUndefined();
    expect(await store.list(PLACE.collection, { limit: 5 })).toEqual([]);
    const query = { where: { field: 'dueAt', atMost: 1 }, limit: 5, fields: [] };
    expect(await store.find(PLACE.collection, query)).toEqual([]);
    await store.write([counts]);
    expect(await kept(store)).toEqual({ version: 1, count: 1 });
  });

  it('asks what the mutator made, and writes that if the record is to stay', async () => {
    const store = await makeStore();
    const third: Mutation = { ...counts, removes: (data) => data['count'] === 3 };
    await store.write([third]);
    await store.write([third]);
    expect(await kept(store)).toEqual({ version: 2, count: 2 });
    await store.write([third]);
    expect(await kept(store)).toBeUndefined();
  });

  it('removes nothing if the mutator leaves the record alone, nor if there is none', async () => {
    const store = await makeStore();
    await store.write([removal]);
    await store.write([{ ...removal, mutate: () => ({ made: true }) }]);
    expect(await kept(store)).toBeUndefined();
    await store.write([counts]);
    await store.write([{ ...removal, mutate: (current) => current }]);
    await store.write([{ ...removal, mutate: () => undefined }]);
    expect(await kept(store)).toEqual({ version: 1, count: 1 });
  });

  it('removes a record that the same transaction has changed before, and changes one that it has removed', async () => {
    const store = await makeStore();
    await store.write([counts, removal]);
    expect(await kept(store)).toBeUndefined();
    await store.write([counts]);
    await store.write([counts, removal]);
    expect(await kept(store)).toBeUndefined();
    await store.write([counts]);
    await store.write([counts]);
    await store.write([removal, counts]);
    expect(await kept(store)).toMatchObject({ count: 1 });
  });

  it('removes a record between two of the writes that come at the same moment, and loses none that follow', async () => {
    const store = await makeStore();
    await store.write([counts]);
    let removed: unknown;
    const watched: Mutation = {
      ...removal,
      mutate: (current) => {
        removed = current?.['count'];
        return current && { ...current };
      },
    };
    const writes = [counts, counts, watched, counts, counts];
    await Promise.all(writes.map((mutation) => store.write([mutation])));
    const rest = 5 - Number(removed);
    expect(removed).toBeGreaterThanOrEqual(1);
    expect(await kept(store)).toEqual(rest === 0 ? undefined : { version: rest, count: rest });
  });

  it('removes with a command under a claim, and nothing once the claim is lost', async () => {
    const store = await makeStore();
    await store.write([counts]);
    const claim = await granted(store);
    expect(await store.commit(fence({ ...claim, token: 'another' }), 'saga/Remove', [removal], true)).toBe(false);
    expect(await kept(store)).toEqual({ version: 1, count: 1 });
    expect(await store.commit(fence(claim), 'saga/Remove', [removal], true)).toBe(true);
    expect(await kept(store)).toBeUndefined();
    expect(await entry(store)).toMatchObject({ status: 'done' });
  });

  it('removes in one commit with a new event, and not for an event that has an entry', async () => {
    const store = await makeStore();
    const commands = [{ name: 'saga/Remove', mutations: [removal] }];
    await store.write([counts]);
    expect(await store.commitNew([{ request: request(), commands }])).toBe(true);
    expect(await kept(store)).toBeUndefined();
    await store.write([counts]);
    expect(await store.commitNew([{ request: request({ now: after(1_000) }), commands }])).toBe(false);
    expect(await kept(store)).toEqual({ version: 1, count: 1 });
    expect(await store.commitNew([{ request: request({ key: { ...KEY, id: 'evt_2' } }), commands }])).toBe(true);
    expect(await kept(store)).toBeUndefined();
  });
}

async function kept(store: StoreUnderTest): Promise<{ version: number; count: unknown } | undefined> {
  const record = await store.get(PLACE.collection, PLACE.id);
  return record && { version: record.version, count: record.data['count'] };
}
