import { expect, it } from 'vitest';
import { after, counted, entry, fence, granted, KEY, LEASE_MS, request, type MakeStore } from './subject.ts';

/** Step 4 of the protocol: a command's writes and the note that it is done are one. */
export function commitCases(makeStore: MakeStore): void {
  it('writes the records and marks the command done, and leaves the event open until its last command', async () => {
    const store = await makeStore();
    const claim = await granted(store);
    expect(await store.commit(fence(claim), 'saga/Count', [counted], false)).toBe(true);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data: { count: 1 } });
    expect(await entry(store)).toMatchObject({ status: 'open', commands: [{ name: 'saga/Count', status: 'done' }] });
    expect((await store.claim(request({ now: after(2_000) }))).status).toBe('busy');

    expect(await store.commit(fence(claim), 'saga/Other', [], true)).toBe(true);
    const commands = [
      { name: 'saga/Count', status: 'done' },
      { name: 'saga/Other', status: 'done' },
    ];
    expect(await entry(store)).toMatchObject({
      status: 'done',
      attempts: 1,
      commands,
      updatedAt: after(1_000).toISOString(),
    });
  });

  it('hands what was done to the attempt that resumes after a killed process', async () => {
    const store = await makeStore();
    const first = await granted(store);
    await store.commit(fence(first), 'saga/One', [counted], false);
    const second = await granted(store, { now: after(LEASE_MS) });
    expect([...second.settled]).toEqual([
      ['saga/One', { name: 'saga/One', status: 'done', records: ['counters/one'] }],
    ]);
    await store.commit(fence(second), 'saga/Two', [counted], true);
    expect(await store.get('counters', 'one')).toMatchObject({ data: { count: 2 } });
    expect(await entry(store)).toMatchObject({ status: 'done', attempts: 2 });
  });

  it('keeps command names apart whatever characters they hold', async () => {
    const store = await makeStore();
    const names = ['saga/A/x.y', 'saga/A/x/y', 'saga/A/`x`', 'saga/A/é', 'saga/A/__x__', 'saga/A/'];
    const claim = await granted(store);
    for (const name of names) await store.commit(fence(claim), name, [], false);
    const next = await granted(store, { now: after(LEASE_MS) });
    expect([...next.settled.keys()].toSorted()).toEqual(names.toSorted());
  });

  it('lets a slow holder go on after its lease ended, while nobody took the event', async () => {
    const store = await makeStore();
    const claim = await granted(store);
    expect(await store.commit(fence(claim, { now: after(2 * LEASE_MS) }), 'saga/Count', [counted], true)).toBe(true);
    expect(await entry(store)).toMatchObject({ status: 'done' });
  });

  it('lets a zombie whose lease was taken over write nothing at all', async () => {
    const store = await makeStore();
    const zombie = await granted(store);
    const owner = await granted(store, { now: after(LEASE_MS) });
    const before = await entry(store);
    const stale = fence(zombie, { now: after(LEASE_MS + 1) });
    expect(await store.commit(stale, 'saga/Count', [counted], true)).toBe(false);
    expect(await store.complete(stale)).toBe(false);
    expect(await store.release(stale, [])).toBe(false);
    expect(await store.bury(stale, [])).toBe(false);
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await entry(store)).toEqual(before);
    expect(await store.commit(fence(owner), 'saga/Count', [counted], true)).toBe(true);
  });

  it('writes nothing for an event that is finished, nor for one that nobody claimed', async () => {
    const store = await makeStore();
    const claim = await granted(store);
    await store.complete(fence(claim));
    expect(await store.commit(fence(claim), 'saga/Count', [counted], true)).toBe(false);
    const nobody = fence(claim, { key: { ...KEY, id: 'evt_9' } });
    expect(await store.commit(nobody, 'saga/Count', [counted], true)).toBe(false);
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await entry(store, 'evt_9')).toBeUndefined();
  });

  it('applies the commits of many events to one record one after the other, none lost', async () => {
    const store = await makeStore();
    const keys = Array.from({ length: 5 }, (_, index) => ({ ...KEY, id: `evt_${index}` }));
    const kept = await Promise.all(
      keys.map(async (key) =>
        store.commit(fence(await granted(store, { key }), { key }), 'saga/Count', [counted], true),
      ),
    );
    expect(kept).toEqual([true, true, true, true, true]);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 5, data: { count: 5 } });
  });

  it('rejects with the very error of a mutator that throws, and keeps nothing of the command', async () => {
    const store = await makeStore();
    const claim = await granted(store);
    const error = new RangeError('The refund is larger than the payment.');
    const mutations = [
      counted,
      {
        collection: 'payments',
        id: 'pi_1',
        mutate: () => {
          throw error;
        },
      },
    ];
    await expect(store.commit(fence(claim), 'saga/Refund', mutations, true)).rejects.toBe(error);
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect(await entry(store)).toMatchObject({ status: 'open', commands: [] });
    expect(await store.commit(fence(claim), 'saga/Count', [counted], true)).toBe(true);
  });
}
