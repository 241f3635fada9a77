import { describe, expect, expectTypeOf, it } from 'vitest';
import { collection } from './collection.ts';
import { StagedRecords, type Records } from './context.ts';
import { ifAbsent } from './if-absent.ts';
import { ifUnchanged } from './if-unchanged.ts';
import { increment } from './increment.ts';
import { newest } from './newest.ts';
import { MemoryStore } from '../../testing/memory-store.ts';
import type { StoredRecord } from '../ledger/store.ts';

interface Account {
  readonly plan: 'free' | 'pro';
  readonly seats?: number;
}

const accounts = collection<Account>('accounts');
const asOf = { time: '2026-11-23T12:00:00Z', rank: 1, id: 'evt_1' };

/** What changes make of an empty store. */
async function after(...changes: ((records: Records) => void)[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const change of changes) {
    const records = new StagedRecords((name, id) => store.get(name, id));
    change(records);
    await store.write(records.mutations);
  }
  return store;
}

describe('a declared collection', () => {
  it('types what a change gets and returns, and changes the records that its name holds', async () => {
    const store = await after(
      (records) => records.update('accounts', 'a', () => ({ plan: 'free' })),
      (records) =>
        records.update(accounts, 'a', (current) => {
          expectTypeOf(current).toEqualTypeOf<Account | undefined>();
          return { plan: 'pro', seats: (current?.seats ?? 0) + 1 };
        }),
    );
    expect(await store.get('accounts', 'a')).toMatchObject({ version: 2, data: { plan: 'pro', seats: 1 } });
  });

  it('refuses data of another shape when it is compiled', async () => {
    await after((records) => {
      // @ts-expect-error The type does not know this plan.
      records.update(accounts, 'a', () => ({ plan: 'gold' }));
      const withoutPlan = newest<Account, { seats: number }>(asOf, () => ({ seats: 1 }));
      // @ts-expect-error A plan is missing.
      records.update(accounts, 'a', withoutPlan);
      // @ts-expect-error Accounts have no owner.
      records.update(accounts, 'a', (current) => ({ plan: 'pro', seats: current?.owner }));
    });
  });

  it('takes the guards of records', async () => {
    const store = await after((records) => {
      records.update(
        accounts,
        'newest',
        newest(asOf, () => ({ plan: 'pro' })),
      );
      records.update(
        accounts,
        'absent',
        ifAbsent<Account>(() => ({ plan: 'pro' })),
      );
      records.update(
        accounts,
        'unchanged',
        ifUnchanged<Account>(undefined, () => ({ plan: 'pro' })),
      );
    });
    expect((await store.list('accounts', { limit: 9 })).map(({ id, data }) => [id, data])).toEqual([
      ['absent', { plan: 'pro' }],
      ['newest', { plan: 'pro', asOf }],
      ['unchanged', { plan: 'pro' }],
    ]);
  });

  it('keeps a change that only adds one that needs no read', () => {
    const counts = collection<Record<string, unknown>>('counts');
    const records = new StagedRecords(async () => undefined);
    records.update(counts, 'a', increment({ n: 1 }));
    expect(records.mutations[0]?.mutate.increments).toEqual({ fields: ['n'] });
  });

  it('leaves a record without a write if the change returns it, or nothing', async () => {
    const store = await after(
      (records) => records.update(accounts, 'a', () => ({ plan: 'free' })),
      (records) => records.update(accounts, 'a', (current) => current),
      (records) => records.update(accounts, 'a', () => undefined),
    );
    expect(await store.get('accounts', 'a')).toMatchObject({ version: 1 });
  });

  it('types what is read, in handlers and in tests', async () => {
    const store = await after((records) => records.update(accounts, 'a', () => ({ plan: 'free' })));
    const records = new StagedRecords((name, id) => store.get(name, id));
    const read = await records.get(accounts, 'a');
    expectTypeOf(read).toEqualTypeOf<StoredRecord<Account> | undefined>();
    expect(read?.data.plan).toBe('free');
    const [listed] = await store.list(accounts, { limit: 1 });
    expectTypeOf(listed).toEqualTypeOf<StoredRecord<Account> | undefined>();
    expect(listed).toEqual(await store.get(accounts, 'a'));
    const unknown = await records.get('accounts', 'a');
    expectTypeOf(unknown).toEqualTypeOf<StoredRecord | undefined>();
  });

  it('with a guard refuses a record that it does not take, and names it', async () => {
    const isAccount = (data: object): data is Account => 'plan' in data && typeof data.plan === 'string';
    const guarded = collection('accounts', isAccount);
    const store = await after((records) => records.update('accounts', 'a', () => ({ plan: 7 })));
    const records = new StagedRecords((name, id) => store.get(name, id));
    await expect(records.get(guarded, 'a')).rejects.toThrow('The record accounts/a does not have the shape');
    records.update(guarded, 'a', (current) => current);
    await expect(store.write(records.mutations)).rejects.toThrow('The record accounts/a does not have the shape');
  });

  it.each(['Accounts', 'my-accounts', ''])('cannot be called %j', (name) => {
    expect(() => collection(name)).toThrow('name it in camelCase');
  });

  it('cannot be one of this service', () => {
    const records = new StagedRecords(async () => undefined);
    expect(() => records.update(collection('deadLetters'), 'a', () => ({}))).toThrow('a collection of this service');
  });
});
