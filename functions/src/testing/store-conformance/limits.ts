import { expect, it } from 'vitest';
import type { RecordData } from '../../core/ledger/store.ts';
import { counted, entry, fence, granted, permanent, type MakeStore } from './subject.ts';

const REFUSED = { name: 'PermanentError' };

/** Places where Firestore keeps no record, or another one than was meant. */
const NO_PLACES: readonly (readonly [string, string, string])[] = [
  ['an empty id', 'orders', ''],
  ['an id with a slash', 'orders', 'a/b'],
  ['an id that is a path', 'orders', 'a/lines/b'],
  ['half of a surrogate pair', 'orders', 'a\uD800'],
  ['an id of more than 1,499 bytes', 'orders', 'x'.repeat(1_500)],
  ['an id of more than 1,499 bytes in fewer characters', 'orders', 'é'.repeat(750)],
  ['a collection that is not in camelCase', 'Orders', 'a'],
  ['a collection with a slash', 'orders/a/lines', 'a'],
  ['a reserved name for a collection', '__orders__', 'a'],
  ['an empty collection', '', 'a'],
  ['a collection with a name of more than 100 letters', 'o'.repeat(101), 'a'],
];

/** Data that no document of Firestore holds. */
const NO_DATA: readonly (readonly [string, RecordData])[] = [
  ['more than 1 MiB in one text', { text: 'x'.repeat(1_048_488) }],
  ['more than 1 MiB in several', { a: 'x'.repeat(600_000), b: 'é'.repeat(300_000) }],
  ['maps more than 20 levels deep', maps(21)],
  ['lists in each other more than 20 levels deep', { list: lists(11) }],
  ['a field with a name of more than 1,495 bytes', { ['n'.repeat(1_496)]: 1 }],
  ['fields whose names are longer together', { ['n'.repeat(750)]: { ['n'.repeat(750)]: 1 } }],
  ['more values than an index takes', { numbers: Object.fromEntries(numbers(20_001).map((n) => [`n${n}`, n])) }],
  ['a longer list than an index takes', { numbers: numbers(40_001) }],
];

/** Values that take more of the index the longer the id of their record is. */
const MANY = Object.fromEntries(numbers(4_000).map((n) => [`n${n}`, n]));

/** Data that a document just holds. */
const JUST_DATA: readonly (readonly [string, RecordData])[] = [
  ['a million bytes', { text: 'x'.repeat(1_000_000) }],
  ['maps 20 levels deep', maps(20)],
  ['lists in each other', { list: lists(10) }],
  ['a field with a name of 1,495 bytes', { ['n'.repeat(1_495)]: 1 }],
];

/** What no store takes, whatever its own database would: a laptop refuses what the cloud refuses, and for good. */
export function limitCases(makeStore: MakeStore): void {
  it.each(NO_PLACES)('refuses for good, to read and to write, %s', async (_what, collection, id) => {
    const store = await makeStore();
    await expect(store.get(collection, id)).rejects.toMatchObject(REFUSED);
    await expect(store.write([{ collection, id, mutate: () => ({}) }])).rejects.toMatchObject(REFUSED);
    // Nothing is changed there; the place is refused all the same.
    await expect(store.write([{ collection, id, mutate: () => undefined }])).rejects.toMatchObject(REFUSED);
    const claim = await granted(store);
    const mutations = [counted, { collection, id, mutate: () => ({}) }];
    await expect(store.commit(fence(claim), 'saga/Count', mutations, true)).rejects.toMatchObject(REFUSED);
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await entry(store)).toMatchObject({ status: 'open', commands: [] });
  });

  it('refuses for good to list what is not a collection, or behind what is not an id', async () => {
    const store = await makeStore();
    await expect(store.list('Orders', { limit: 1 })).rejects.toMatchObject(REFUSED);
    await expect(store.list('orders', { limit: 1, after: 'a/b' })).rejects.toMatchObject(REFUSED);
  });

  it.each(NO_DATA)('refuses for good data with %s', async (_what, data) => {
    const store = await makeStore();
    const refused = store.write([{ collection: 'orders', id: 'o1', mutate: () => data }]);
    await expect(refused).rejects.toMatchObject(REFUSED);
    expect(await store.get('orders', 'o1')).toBeUndefined();
  });

  it.each(JUST_DATA)('keeps data with %s', async (_what, data) => {
    const store = await makeStore();
    await store.write([{ collection: 'orders', id: 'o1', mutate: () => data }]);
    expect((await store.get('orders', 'o1'))?.data).toEqual(data);
  });

  it('refuses for good data whose index entries are too large together, by the id that each of them holds', async () => {
    const store = await makeStore();
    await store.write([{ collection: 'orders', id: 'short', mutate: () => MANY }]);
    const refused = store.write([{ collection: 'orders', id: 'x'.repeat(1_400), mutate: () => MANY }]);
    await expect(refused).rejects.toMatchObject(REFUSED);
  });

  it('refuses for good more than 10 MiB in one command', async () => {
    const store = await makeStore();
    const large = Array.from({ length: 11 }, (_unused, index) => ({
      collection: 'orders',
      id: `o${index}`,
      mutate: () => ({ text: 'x'.repeat(1_000_000) }),
    }));
    await expect(store.write(large)).rejects.toMatchObject(REFUSED);
    expect(await store.list('orders', { limit: 1 })).toEqual([]);
  });

  it('keeps text that was cut off inside a character, with a sign in place of the half', async () => {
    const store = await makeStore();
    const data = { text: 'cut \uD83C', list: ['\uDC00', { 'key \uD800': 'a\uD800b' }], spelt: '\\ud800' };
    await store.write([{ collection: 'orders', id: 'o1', mutate: () => data }]);
    expect((await store.get('orders', 'o1'))?.data).toEqual({
      text: 'cut \uFFFD',
      list: ['\uFFFD', { 'key \uFFFD': 'a\uFFFDb' }],
      spelt: '\\ud800',
    });
  });

  it('keeps what failed, however many commands of one event did', async () => {
    const store = await makeStore();
    const failures = Array.from({ length: 2_000 }, (_unused, index) => ({
      ...permanent(`saga/Charge/${index}`),
      message: 'é'.repeat(1_000),
    }));
    expect(await store.bury(fence(await granted(store)), failures)).toBe(true);
    const buried = await entry(store);
    expect(buried).toMatchObject({ status: 'dead' });
    expect(buried?.commands).toHaveLength(2_000);
  });
}

/** An object in an object, and so on. */
function maps(depth: number): RecordData {
  let data: RecordData = {};
  for (let level = 1; level < depth; level++) data = { data };
  return data;
}

/** A list in a list, and so on. */
function lists(depth: number): readonly unknown[] {
  let list: readonly unknown[] = [];
  for (let level = 1; level < depth; level++) list = [list];
  return list;
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_unused, index) => index);
}
