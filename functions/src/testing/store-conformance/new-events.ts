import { subjectKey } from '../../core/event/subject.ts';
import { expect, it } from 'vitest';
import type { RecordData } from '../../core/ledger/store.ts';
import { increment } from '../../core/logic/increment.ts';
import { after, counted, entry, fence, granted, KEY, LEASE_MS, request, type MakeStore } from './subject.ts';

const COUNT = { name: 'saga/Count', mutations: [counted] };
const TWICE = { name: 'saga/Twice', mutations: [counted, counted] };
const NOTHING = { name: 'saga/Nothing', mutations: [] };
const UNCHANGED = { name: 'saga/Unchanged', mutations: [{ ...counted, mutate: () => undefined }] };

/** An event that only changes records: its commands, its records and its entry are one write. */
export function newEventCases(makeStore: MakeStore): void {
  it('writes the records of all commands, each once, and an entry that says what is done', async () => {
    const store = await makeStore();
    expect(await store.commitNew([{ request: request(), commands: [COUNT, TWICE, NOTHING, UNCHANGED] }])).toBe(true);
    // A version counts writes, however many commands build on each other in one.
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data: { count: 3 } });
    expect(await entry(store)).toMatchObject({ status: 'done', attempts: 1 });
    expect(await store.claim(request({ now: after(10 * LEASE_MS) }))).toEqual({ status: 'done' });
  });

  it('leaves the very entry that a claim leaves whose commands were done', async () => {
    const store = await makeStore();
    const commands = [COUNT, NOTHING];
    await store.commitNew([{ request: request(), commands }]);
    const other = { ...KEY, id: 'evt_2' };
    const claim = await granted(store, { key: other });
    for (const { name, mutations } of commands) {
      const fenced = { ...fence(claim, { key: other }), now: request().now };
      await store.commit(fenced, name, mutations, name === commands.at(-1)?.name);
    }
    expect(await entry(store)).toEqual({ ...(await entry(store, 'evt_2')), id: KEY.id });
  });

  it('names the records of handlers alone, and no address by which a person is known', async () => {
    const store = await makeStore();
    const mutate = () => ({ kept: true });
    const places = [
      { collection: 'orders', id: 'shop:1' },
      { collection: 'orders', id: 'shop:1' },
      { collection: 'people', id: 'Jane@example.com' },
      { collection: 'parkedMessages', id: 'p1' },
    ];
    const keep = { name: 'saga/Keep', mutations: places.map((place) => ({ ...place, mutate })) };
    await store.commitNew([{ request: request(), commands: [keep, NOTHING] }]);
    expect((await entry(store))?.commands).toEqual([
      { name: 'saga/Keep', status: 'done', records: ['orders/shop:1', `people/${subjectKey('jane@example.com')}`] },
      { name: 'saga/Nothing', status: 'done' },
    ]);
  });

  it('writes nothing for an event that has an entry, whatever its state', async () => {
    const store = await makeStore();
    const claim = await granted(store);
    expect(await store.commitNew([{ request: request(), commands: [COUNT] }])).toBe(false);
    await store.release(fence(claim), []);
    expect(await store.commitNew([{ request: request({ now: after(LEASE_MS) }), commands: [COUNT] }])).toBe(false);
    const next = await granted(store, { now: after(LEASE_MS) });
    await store.bury(fence(next), []);
    expect(await store.commitNew([{ request: request({ now: after(2 * LEASE_MS) }), commands: [COUNT] }])).toBe(false);
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await entry(store)).toMatchObject({ status: 'dead' });
  });

  it('counts an event once of which many deliveries arrive at the same moment', async () => {
    const store = await makeStore();
    const deliveries = Array.from({ length: 6 }, (_unused, index) => request({ now: after(index) }));
    const done = await Promise.all(deliveries.map((one) => store.commitNew([{ request: one, commands: [COUNT] }])));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await store.get('counters', 'one')).toMatchObject({ version: 1, data: { count: 1 } });
  });

  it('counts each of many events once that change one record at the same moment, or leaves it to a claim', async () => {
    const store = await makeStore();
    const events = Array.from({ length: 6 }, (_unused, index) => request({ key: { ...KEY, id: `evt_${index}` } }));
    const done = await Promise.all(events.map((one) => store.commitNew([{ request: one, commands: [COUNT] }])));
    const count = done.filter(Boolean).length;
    expect(count).toBeGreaterThan(0);
    expect(await store.get('counters', 'one')).toMatchObject({ version: count, data: { count } });
    expect(await store.entries({ limit: 10 })).toHaveLength(count);
  });

  it('rejects with the very error of a mutator that throws, and keeps nothing of the event', async () => {
    const store = await makeStore();
    const error = new RangeError('The refund is larger than the payment.');
    const mutate = () => {
      throw error;
    };
    const failing = { name: 'saga/Refund', mutations: [{ collection: 'payments', id: 'pi_1', mutate }] };
    await expect(store.commitNew([{ request: request(), commands: [COUNT, failing] }])).rejects.toBe(error);
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await entry(store)).toBeUndefined();
  });

  it('refuses for good a record that no store can keep, and keeps nothing of the event', async () => {
    const store = await makeStore();
    const mutate = () => ({ text: 'x'.repeat(1_100_000) });
    const large = { name: 'saga/Large', mutations: [{ collection: 'payments', id: 'pi_1', mutate }] };
    await expect(store.commitNew([{ request: request(), commands: [COUNT, large] }])).rejects.toMatchObject({
      name: 'PermanentError',
    });
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await entry(store)).toBeUndefined();
  });

  it('adds to numbers, whatever the record holds, in one commit and with a claim', async () => {
    const store = await makeStore();
    const by = increment({ count: 2, 'odd `\\.name': 1, __reserved__: 0.5 }, { day: '2026-11-29' });
    const added = { name: 'saga/Add', mutations: [{ collection: 'counters', id: 'one', mutate: by }] };
    const data = { count: 2, 'odd `\\.name': 1, __reserved__: 0.5, day: '2026-11-29' };
    expect(await store.commitNew([{ request: request(), commands: [added] }])).toBe(true);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data });

    const other = { ...KEY, id: 'evt_2' };
    const claim = await granted(store, { key: other });
    const twice = [...added.mutations, ...added.mutations];
    expect(await store.commit(fence(claim, { key: other }), 'saga/Add', twice, true)).toBe(true);
    expect(await store.get('counters', 'one')).toMatchObject({
      version: 2,
      data: { count: 6, 'odd `\\.name': 3, __reserved__: 1.5, day: '2026-11-29' },
    });
  });

  it('adds to a record that another command of the event changes as well', async () => {
    const store = await makeStore();
    const add = { collection: 'counters', id: 'one', mutate: increment({ count: 10 }) };
    const double = { ...add, mutate: (current: RecordData | undefined) => ({ count: Number(current?.['count']) * 2 }) };
    expect(
      await store.commitNew([
        { request: request(), commands: [COUNT, { name: 'saga/Add', mutations: [add, double] }] },
      ]),
    ).toBe(true);
    expect(await store.get('counters', 'one')).toMatchObject({ version: 1, data: { count: 22 } });
  });

  it('adds what many events add at the same moment, and none of them has to be claimed', async () => {
    const store = await makeStore();
    const mutations = [{ collection: 'counters', id: 'one', mutate: increment({ count: 1 }) }];
    const events = Array.from({ length: 12 }, (_unused, index) => request({ key: { ...KEY, id: `evt_${index}` } }));
    const done = await Promise.all(
      events.map((one) => store.commitNew([{ request: one, commands: [{ name: 'saga/Add', mutations }] }])),
    );
    expect(done).toEqual(events.map(() => true));
    expect(await store.get('counters', 'one')).toMatchObject({ version: 12, data: { count: 12 } });
  });
}
