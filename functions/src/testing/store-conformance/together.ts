import { expect, it } from 'vitest';
import type { NewWork } from '../../core/ledger/store.ts';
import { after, counted, fence, granted, KEY, LEASE_MS, request, type MakeStore } from './subject.ts';

const COUNT = { name: 'saga/Count', mutations: [counted] };
const EVENTS = 20;

/** Events that wait for one record are committed together. */
export function togetherCases(makeStore: MakeStore): void {
  it('commits twenty events that change one record as one write, each of them done', async () => {
    const store = await makeStore();
    expect(await store.commitNew(newEvents())).toBe(true);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data: { count: EVENTS } });
    expect(await store.entries({ limit: 100, status: 'done' })).toHaveLength(EVENTS);
    expect(await store.claim(newRequest(7, LEASE_MS))).toEqual({ status: 'done' });
  });

  it('applies the changes in the order of the events', async () => {
    const store = await makeStore();
    const work = newEvents().map(({ request: one }, index) => ({
      request: one,
      commands: [{ name: 'saga/Note', mutations: [noting(index)] }],
    }));
    expect(await store.commitNew(work)).toBe(true);
    expect((await store.get('counters', 'one'))?.data['seen']).toEqual(Array.from({ length: EVENTS }, (_, n) => n));
  });

  it.each([0, 11, EVENTS - 1])('writes nothing at all if event %i of twenty has an entry', async (known) => {
    const store = await makeStore();
    await granted(store, newRequest(known));
    expect(await store.commitNew(newEvents())).toBe(false);
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect((await store.entries({ limit: 100 })).map(({ id }) => id)).toEqual([idOf(known)]);
  });

  it('writes nothing if an event is there twice, so that its other commands are not applied twice', async () => {
    const store = await makeStore();
    const again = [...newEvents().slice(0, 3), { request: newRequest(1, 5), commands: [COUNT] }];
    expect(await store.commitNew(again)).toBe(false);
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await store.entries({ limit: 100 })).toEqual([]);
  });

  it('keeps nothing of any event if one of the changes throws or cannot be kept', async () => {
    const store = await makeStore();
    const error = new RangeError('The refund is larger than the payment.');
    const throwing = {
      ...counted,
      mutate: () => {
        throw error;
      },
    };
    const large = { ...counted, mutate: () => ({ text: 'x'.repeat(1_100_000) }) };
    const withLast = (mutation: typeof throwing | typeof large): readonly NewWork[] => [
      ...newEvents(),
      { request: newRequest(EVENTS), commands: [{ name: 'saga/Refund', mutations: [mutation] }] },
    ];
    await expect(store.commitNew(withLast(throwing))).rejects.toBe(error);
    await expect(store.commitNew(withLast(large))).rejects.toMatchObject({ name: 'PermanentError' });
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await store.entries({ limit: 100 })).toEqual([]);
  });

  it('lets one of two calls win that have an event in common', async () => {
    const store = await makeStore();
    const groups = [newEvents().slice(0, 12), newEvents().slice(8)];
    const won = await Promise.all(groups.map((work) => store.commitNew(work)));
    expect(won.filter(Boolean).length).toBeLessThan(2);
    const count = won.includes(true) ? 12 : undefined;
    expect((await store.get('counters', 'one'))?.data['count']).toBe(count);
    expect(await store.entries({ limit: 100 })).toHaveLength(count ?? 0);
  });

  it('commits twenty events beside a claim on the same record, none of them lost', async () => {
    const store = await makeStore();
    const other = { ...KEY, id: 'evt_other' };
    const claim = await granted(store, { key: other });
    const [together, alone] = await Promise.all([
      store.commitNew(newEvents()),
      store.commit(fence(claim, { key: other }), 'saga/Count', [counted], true),
    ]);
    expect(alone).toBe(true);
    expect((await store.get('counters', 'one'))?.data['count']).toBe(together ? EVENTS + 1 : 1);
  });
}

function newEvents(): readonly NewWork[] {
  return Array.from({ length: EVENTS }, (_unused, index) => ({ request: newRequest(index), commands: [COUNT] }));
}

function newRequest(index: number, laterMs = 0) {
  return request({ key: { ...KEY, id: idOf(index) }, now: after(laterMs) });
}

function idOf(index: number): string {
  return `evt_${index}`;
}

function noting(index: number) {
  return {
    ...counted,
    mutate: (current: Readonly<Record<string, unknown>> | undefined) => {
      const seen = current?.['seen'];
      return { seen: [...(Array.isArray(seen) ? seen : []), index] };
    },
  };
}
