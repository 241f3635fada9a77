import { expect, it } from 'vitest';
import type { CommandFailure, Mutation, Store } from '../../core/ledger/store.ts';
import {
  after,
  counted,
  entry,
  fence,
  granted,
  LEASE_MS,
  permanent,
  request,
  transient,
  type MakeStore,
} from './subject.ts';

type Settle = (
  store: Store,
  held: ReturnType<typeof fence>,
  mutations: readonly Mutation[],
  failures?: readonly CommandFailure[],
) => Promise<boolean>;

const WAYS: readonly (readonly [string, Settle, 'open' | 'dead'])[] = [
  [
    'given back',
    (store, held, mutations, failures = [transient('saga/Send')]) => store.release(held, failures, mutations),
    'open',
  ],
  [
    'given up',
    (store, held, mutations, failures = [permanent('saga/Send')]) => store.bury(held, failures, mutations),
    'dead',
  ],
];

/** A failure changes the instance of a durable saga in the same transaction, and mutations may look at the store's time. */
export function settlingRecordCases(makeStore: MakeStore): void {
  it.each(WAYS)('an event that is %s changes records in the same transaction', async (_what, settle, status) => {
    const store = await makeStore();
    const claim = await granted(store);
    expect(await settle(store, fence(claim), [counted, counted])).toBe(true);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data: { count: 2 } });
    expect(await entry(store)).toMatchObject({ status });
    expect(await settle(store, fence(claim), [counted])).toBe(false);
    expect(await store.get('counters', 'one')).toMatchObject({ version: 1 });
  });

  it.each(WAYS)('an event that is %s by one whose claim was taken over changes nothing', async (_what, settle) => {
    const store = await makeStore();
    const zombie = await granted(store);
    await granted(store, { now: after(LEASE_MS) });
    const before = await entry(store);
    expect(await settle(store, fence(zombie, { now: after(LEASE_MS + 1) }), [counted])).toBe(false);
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await entry(store)).toEqual(before);
  });

  it.each(WAYS)('an event that is %s several times at once changes records once', async (_what, settle) => {
    const store = await makeStore();
    const held = fence(await granted(store));
    const answers = await Promise.all(Array.from({ length: 4 }, () => settle(store, held, [counted])));
    expect(answers.filter(Boolean).length).toBeGreaterThan(0);
    expect(await store.get('counters', 'one')).toMatchObject({ version: 1, data: { count: 1 } });
  });

  it.each(WAYS)('an event is not %s if one of the changes throws, and nothing is changed', async (_what, settle) => {
    const store = await makeStore();
    const claim = await granted(store);
    const error = new RangeError('The refund is larger than the payment.');
    const throwing: Mutation = {
      ...counted,
      mutate: () => {
        throw error;
      },
    };
    await expect(settle(store, fence(claim), [counted, throwing])).rejects.toBe(error);
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await entry(store)).toMatchObject({ status: 'open', attempts: 1 });
    expect(await store.complete(fence(claim))).toBe(true);
  });

  it('an event that is given back without a failure changes records, and its attempt is not counted', async () => {
    const store = await makeStore();
    expect(await store.release(fence(await granted(store)), [], [counted])).toBe(true);
    expect(await store.get('counters', 'one')).toMatchObject({ data: { count: 1 } });
    expect((await granted(store, { now: after(2_000) })).attempts).toBe(1);
  });

  it('tells every change when its record was read: not before what was written before', async () => {
    const store = await makeStore();
    const read: Date[] = [];
    const looking: Mutation = {
      ...counted,
      mutate: (current, readAt) => {
        read.push(readAt);
        return counted.mutate(current);
      },
    };
    await store.write([looking, { ...looking, id: 'two' }]);
    const [first, second] = read;
    expect(first?.getTime()).toBeGreaterThan(0);
    expect(second).toEqual(first);

    const claim = await granted(store);
    await store.commit(fence(claim), 'saga/Count', [looking], false);
    await store.release(fence(claim), [], [looking]);
    await store.bury(fence(await granted(store, { now: after(2_000) })), [], [looking]);
    const commands = [{ name: 'saga/Count', mutations: [looking] }];
    await store.commitNew([{ request: request({ key: { ...request().key, id: 'evt_2' } }), commands }]);
    const times = read.map((at) => at.getTime());
    expect(times.length).toBeGreaterThanOrEqual(6);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });
}
