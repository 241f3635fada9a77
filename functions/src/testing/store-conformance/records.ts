import { expect, it } from 'vitest';
import type { RecordData } from '../../core/ledger/store.ts';
import { counted, type MakeStore } from './subject.ts';

/** JSON that a store's own types could trip over. */
const AWKWARD: RecordData = {
  text: 'Grüße, 世界 🌍 \u0000 "quoted"',
  numbers: [0, -1.5, 9_007_199_254_740_991, 1e300, 5e-324],
  nested: { arrays: [[1, 2], [[3]], []], empty: {}, nothing: null, yes: true },
  list: [{ a: [] }, null, [null]],
  'dotted.name': 1,
  'a/b': 2,
  '`ticks`': 3,
  __reserved__: 4,
  '': 5,
};

/** What handlers read and write. */
export function recordCases(makeStore: MakeStore): void {
  it('knows no record that was never written', async () => {
    const store = await makeStore();
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await store.list('counters', { limit: 10 })).toEqual([]);
  });

  it('counts the writes to a record', async () => {
    const store = await makeStore();
    await store.write([counted]);
    await store.write([counted]);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 2, data: { count: 2 } });
  });

  it('takes undefined and the same object for no change', async () => {
    const store = await makeStore();
    await store.write([{ collection: 'counters', id: 'none', mutate: () => undefined }]);
    expect(await store.get('counters', 'none')).toBeUndefined();
    await store.write([counted]);
    await store.write([{ ...counted, mutate: () => undefined }]);
    await store.write([{ ...counted, mutate: (current) => current }]);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data: { count: 1 } });
  });

  it('applies several mutations of one record one after the other, as one write', async () => {
    const store = await makeStore();
    await store.write([counted, counted, { ...counted, mutate: () => undefined }, counted]);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data: { count: 3 } });
  });

  it('writes all mutations of one call or none', async () => {
    const store = await makeStore();
    const error = new Error('No.');
    const refuse = () => {
      throw error;
    };
    await expect(store.write([counted, { collection: 'orders', id: 'o1', mutate: refuse }])).rejects.toBe(error);
    expect(await store.get('counters', 'one')).toBeUndefined();
  });

  it('replaces the data as a whole', async () => {
    const store = await makeStore();
    await store.write([{ collection: 'orders', id: 'o1', mutate: () => ({ status: 'paid', note: 'gift' }) }]);
    await store.write([{ collection: 'orders', id: 'o1', mutate: () => ({ status: 'refunded' }) }]);
    expect(await store.get('orders', 'o1')).toEqual({ id: 'o1', version: 2, data: { status: 'refunded' } });
  });

  it('loses no write of many at once', async () => {
    const store = await makeStore();
    await Promise.all(Array.from({ length: 6 }, () => store.write([counted])));
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 6, data: { count: 6 } });
  });

  it('gives any JSON back as it was, to the reader and to the next mutator', async () => {
    const store = await makeStore();
    await store.write([{ collection: 'orders', id: 'o1', mutate: () => AWKWARD }]);
    expect((await store.get('orders', 'o1'))?.data).toEqual(AWKWARD);
    const seen: unknown[] = [];
    const look = (current: RecordData | undefined) => {
      seen.push(current);
      return undefined;
    };
    await store.write([{ collection: 'orders', id: 'o1', mutate: look }]);
    expect(seen.at(-1)).toEqual(AWKWARD);
  });

  it('keeps what JSON keeps: no undefined, dates as text', async () => {
    const store = await makeStore();
    const at = new Date('2026-11-23T12:00:00.000Z');
    await store.write([
      { collection: 'orders', id: 'o1', mutate: () => ({ at, gone: undefined, in: { gone: undefined } }) },
    ]);
    const record = await store.get('orders', 'o1');
    expect(record?.data).toStrictEqual({ at: '2026-11-23T12:00:00.000Z', in: {} });
  });

  it.each([
    ['what JSON cannot print', { amount: 10n }],
    ['what is too deep to be printed again', nested(3_000)],
  ])('refuses for good %s', async (_what, data) => {
    const store = await makeStore();
    const refused = store.write([{ collection: 'orders', id: 'o1', mutate: () => data }]);
    await expect(refused).rejects.toMatchObject({ name: 'PermanentError' });
    expect(await store.get('orders', 'o1')).toBeUndefined();
  });

  it('keeps apart collections, and ids whatever characters they hold', async () => {
    const store = await makeStore();
    const ids = [
      '.',
      '..',
      '__x__',
      '~',
      '~.',
      '~~',
      'a.b',
      'a b',
      'ü',
      '🌍',
      '%2F',
      'A',
      'a',
      "';--",
      'x'.repeat(1_400),
    ];
    for (const id of ids) {
      await store.write([{ collection: 'orders', id, mutate: () => ({ is: id }) }]);
      await store.write([{ collection: 'customers', id, mutate: () => ({ is: `customer ${id}` }) }]);
    }
    for (const id of ids) expect(await store.get('orders', id)).toEqual({ id, version: 1, data: { is: id } });
    const listed = (await store.list('orders', { limit: 100 })).map((record) => record.id);
    expect(listed.toSorted()).toEqual(ids.toSorted());
  });

  it('lists records in the order of their ids, page by page', async () => {
    const store = await makeStore();
    for (const id of ['b', 'B', '10', '9', 'é', 'a', '~z', '🌍', '\uFF5E']) {
      await store.write([{ collection: 'orders', id, mutate: () => ({}) }]);
    }
    const ids: string[] = [];
    for (;;) {
      const last = ids.at(-1);
      const page = await store.list('orders', { limit: 2, ...(last !== undefined && { after: last }) });
      if (page.length === 0) break;
      expect(page.length).toBeLessThanOrEqual(2);
      ids.push(...page.map(({ id }) => id));
    }
    // By code point, which puts the full-width tilde before the globe.
    expect(ids).toEqual(['10', '9', 'B', 'a', 'b', '~z', 'é', '\uFF5E', '🌍']);
  });

  it('goes on behind an id that is not there', async () => {
    const store = await makeStore();
    for (const id of ['a', 'c']) await store.write([{ collection: 'orders', id, mutate: () => ({}) }]);
    expect((await store.list('orders', { limit: 10, after: 'b' })).map(({ id }) => id)).toEqual(['c']);
  });
}

/** An object in an object, and so on. */
function nested(depth: number): RecordData {
  let data: RecordData = {};
  for (let level = 1; level < depth; level++) data = { data };
  return data;
}
