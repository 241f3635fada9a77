import { describe, expect, expectTypeOf, it } from 'vitest';
import { acmeMessage, count, ScriptedConsumer, type Deed } from '../../testing/scripted-consumer.ts';
import { PAUSE_AGE_MS } from '../accounts/account-gate.ts';
import { addingAccount, pausingAccount } from '../accounts/registry.ts';
import type { Consumer } from './consumer.ts';
import type { AccountDetails } from '../logic/account-details.ts';
import type { Context } from '../logic/context.ts';
import { parkedMessages, wakeAll, wakeParked } from '../letters/wake-parked.ts';
import { holdAccounts } from './holding-accounts.ts';

const EVENTS = 'integration-acme-events';

function consumer(change: ConstructorParameters<typeof ScriptedConsumer>[0] = {}): ScriptedConsumer {
  const subject = new ScriptedConsumer({ accounts: holdAccounts, ...change });
  subject.deeds = { count };
  return subject;
}

/** Delivers events of one account to one instance. @returns how many of them were handled. */
async function deliver(subject: ScriptedConsumer, instance: Consumer, ids: readonly string[], account?: string) {
  const before = subject.ran.length;
  for (const id of ids) expect(await subject.deliver({ ...acmeMessage(id, account), instance })).toBe('ack');
  return subject.ran.length - before;
}

/** Sends what is due and delivers it. */
async function wake(subject: ScriptedConsumer, instance: Consumer): Promise<void> {
  const before = subject.ports.publisher.to(EVENTS).length;
  await wakeParked(subject.ports, () => true);
  for (const message of subject.ports.publisher.to(EVENTS).slice(before))
    await subject.deliver({ ...message, instance });
}

const ids = (name: string, many: number) => Array.from({ length: many }, (_, i) => `${name}-${i}`);

describe('what handlers know of the account of an event', () => {
  it('is its name, and what the operator keeps about it', async () => {
    const seen: unknown[] = [];
    const subject = consumer();
    const look: Deed = async ({ account }) => void seen.push(account?.name, await account?.details());
    subject.deeds = { look };
    await subject.ports.store.write([addingAccount('acme', 'shop-1', { plan: 'pro' }, new Date(0))]);
    const instance = subject.instance();
    await deliver(subject, instance, ['e1'], 'shop-1');
    await deliver(subject, instance, ['e1'], 'shop-2');
    await deliver(subject, instance, ['e1']);
    expect(seen).toEqual(['shop-1', { plan: 'pro' }, 'shop-2', {}, undefined, undefined]);
  });

  it('has a type that a handler can rely on', () => {
    type Account = NonNullable<Context['account']>;
    expectTypeOf<Account['name']>().toEqualTypeOf<string>();
    expectTypeOf<Account['details']>().toEqualTypeOf<() => Promise<AccountDetails>>();
    expectTypeOf<AccountDetails[string]>().toEqualTypeOf<string>();
    // @ts-expect-error an event need not be of an account
    expectTypeOf<Context['account']>().toHaveProperty('name');
  });
});

it('equal ids of two accounts are two events to the ledger', async () => {
  const subject = consumer();
  const instance = subject.instance();
  for (const account of ['shop-1', 'shop-2', 'shop-1', undefined]) await deliver(subject, instance, ['e1'], account);
  expect(await subject.counted()).toBe(3);
});

describe('records of accounts', () => {
  it('are kept apart by the prefix that is configured, whether read or changed', async () => {
    const subject = consumer({ recordPrefix: '{account}:' });
    const read: unknown[] = [];
    const look: Deed = async ({ records }) => void read.push((await records.get('counters', 'one'))?.data['n']);
    subject.deeds = { count, look };
    const instance = subject.instance();
    await deliver(subject, instance, ['e1', 'e2'], 'shop-1');
    await deliver(subject, instance, ['e1'], 'shop-2');
    await deliver(subject, instance, ['e1']);
    expect(read).toEqual([1, 2, 1, 1]);
    const kept = await subject.ports.store.list('counters', { limit: 9 });
    expect(kept.map(({ id }) => id)).toEqual(['one', 'shop-1:one', 'shop-2:one']);
  });

  it('share their ids otherwise', async () => {
    const subject = consumer();
    const instance = subject.instance();
    for (const account of ['shop-1', 'shop-2']) await deliver(subject, instance, ['e1'], account);
    expect(await subject.counted()).toBe(2);
  });
});

describe('an account over its limit', () => {
  it('has its events put aside and handled later at the pace of the limit, while others go on', async () => {
    const subject = consumer({ perMinute: 3 });
    const instance = subject.instance();
    expect(await deliver(subject, instance, ids('noisy', 6), 'noisy')).toBe(3);
    expect(await deliver(subject, instance, ids('quiet', 3), 'quiet')).toBe(3);
    expect(await deliver(subject, instance, ids('none', 9))).toBe(9);
    expect(await parkedMessages(subject.ports, 10)).toMatchObject(
      ['noisy-3', 'noisy-4', 'noisy-5'].map((eventId) => ({
        eventId,
        times: 1,
        reason: expect.stringContaining('noisy sends more than 3 events a minute'),
      })),
    );
    const handled: number[] = [];
    for (let i = 0; i < 4; i++) {
      subject.ports.clock.advance(20_000);
      await wake(subject, instance);
      handled.push(subject.ran.length);
    }
    expect(handled).toEqual([16, 17, 18, 18]);
    expect(subject.letters()).toEqual([]);
    expect((await subject.ports.store.entries({ limit: 99 })).filter(({ status }) => status !== 'done')).toEqual([]);
  });

  it('has no attempt counted for an event that was put aside', async () => {
    const subject = consumer({ perMinute: 1 });
    await deliver(subject, subject.instance(), ['e1', 'e2'], 'noisy');
    const entries = await subject.ports.store.entries({ limit: 9 });
    expect(entries.find(({ id }) => id === 'e2')).toMatchObject({ status: 'open', attempts: 0 });
  });
});

describe('a paused account', () => {
  it('has its events put aside until it is resumed, and nobody else has', async () => {
    const subject = consumer();
    const { store, clock } = subject.ports;
    await store.write([
      addingAccount('acme', 'shop-1', {}, clock.now()),
      pausingAccount('acme', 'shop-1', clock.now()),
    ]);
    const instance = subject.instance();
    expect(await deliver(subject, instance, ids('held', 2), 'shop-1')).toBe(0);
    expect(await deliver(subject, instance, ids('free', 2), 'shop-2')).toBe(2);

    // Woken while the account is paused, they are put aside once more.
    clock.advance(7 * 60 * 60_000);
    await wake(subject, instance);
    expect(subject.ran).toHaveLength(2);

    await store.write([pausingAccount('acme', 'shop-1', undefined)]);
    clock.advance(PAUSE_AGE_MS);
    const before = subject.ports.publisher.to(EVENTS).length;
    const waiting = await parkedMessages(subject.ports, 10);
    expect(await wakeAll(subject.ports, waiting)).toBe(2);
    for (const message of subject.ports.publisher.to(EVENTS).slice(before))
      await subject.deliver({ ...message, instance });
    expect(subject.ran).toHaveLength(4);
    expect(subject.letters()).toEqual([]);
  });

  it('is noticed within half a minute', async () => {
    const subject = consumer();
    const { store, clock } = subject.ports;
    const instance = subject.instance();
    await store.write([addingAccount('acme', 'shop-1', {}, clock.now())]);
    expect(await deliver(subject, instance, ['e1'], 'shop-1')).toBe(1);
    await store.write([pausingAccount('acme', 'shop-1', clock.now())]);
    expect(await deliver(subject, instance, ['e2'], 'shop-1')).toBe(1);
    clock.advance(PAUSE_AGE_MS);
    expect(await deliver(subject, instance, ['e3'], 'shop-1')).toBe(0);
  });
});
