import { expect, it } from 'vitest';
import {
  accountsOf,
  addingAccount,
  pausingAccount,
  registeredAccount,
  removingAccount,
} from '../../core/accounts/registry.ts';
import { after, START, type MakeStore } from './subject.ts';

/** What an operator keeps about many accounts. */
export function accountCases(makeStore: MakeStore): void {
  it('keeps the first time of an account and what is known of it, whatever is added later', async () => {
    const store = await makeStore();
    await store.write([addingAccount('acme', 'shop-1', { plan: 'free', tenant: 't1' }, START)]);
    await store.write([addingAccount('acme', 'shop-1', { plan: 'pro' }, after(1_000))]);
    expect(await registeredAccount(store, 'acme', 'shop-1')).toEqual({
      provider: 'acme',
      account: 'shop-1',
      addedAt: START.toISOString(),
      details: { plan: 'pro', tenant: 't1' },
    });
    expect(await registeredAccount(store, 'other', 'shop-1')).toBeUndefined();
  });

  it('lists the accounts of a provider in the order of their names, however many there are', async () => {
    const store = await makeStore();
    const names = Array.from({ length: 520 }, (_, i) => `shop-${1_000 + i}`);
    const added = ['many', 'other'].flatMap((provider) =>
      names.slice(0, provider === 'many' ? 520 : 1).map((name) => addingAccount(provider, name, {}, START)),
    );
    for (let i = 0; i < added.length; i += 100) await store.write(added.slice(i, i + 100));
    expect((await Array.fromAsync(accountsOf(store, 'many'))).map(({ account }) => account)).toEqual(names);
  });

  it('pauses an account once and resumes it, and pauses none that was not added', async () => {
    const store = await makeStore();
    await store.write([addingAccount('acme', 'shop-1', {}, START)]);
    await store.write([pausingAccount('acme', 'shop-1', after(1))]);
    await store.write([pausingAccount('acme', 'shop-1', after(2))]);
    expect(await registeredAccount(store, 'acme', 'shop-1')).toMatchObject({ pausedAt: after(1).toISOString() });
    await store.write([pausingAccount('acme', 'shop-1', undefined)]);
    expect(await registeredAccount(store, 'acme', 'shop-1')).not.toHaveProperty('pausedAt');
    await store.write([pausingAccount('acme', 'nobody', START)]);
    expect(await registeredAccount(store, 'acme', 'nobody')).toBeUndefined();
  });

  it('removes an account, and again without an effect', async () => {
    const store = await makeStore();
    await store.write([addingAccount('acme', 'shop-1', {}, START)]);
    for (let i = 0; i < 2; i++) await store.write([removingAccount('acme', 'shop-1')]);
    expect(await registeredAccount(store, 'acme', 'shop-1')).toBeUndefined();
  });
}
