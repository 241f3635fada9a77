import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { acme, SagaWorld } from '../../testing/saga-world.ts';
import { addingAccount } from '../accounts/registry.ts';
import { durableSaga } from '../durable/durable-saga.ts';
import { ofFact } from '../durable/fact-sources.ts';
import { joinedKey, splitKey } from '../event/account.ts';
import { Command, commandHandler } from '../logic/command.ts';

class Remind extends Command {
  static readonly type = 'Remind';
  readonly order: string;
  readonly shop: string;

  constructor(order: string, shop: string) {
    super();
    this.order = order;
    this.shop = shop;
  }
}

const reminders = durableSaga({ late: acme('late') }, (facts$, { key, account }) =>
  facts$.pipe(
    ofFact('late'),
    map(() => new Remind(key, account ?? 'nobody')),
  ),
);

describe('durable sagas of accounts', () => {
  function setUp() {
    const seen: unknown[] = [];
    const remind = commandHandler(Remind, async ({ order, shop }, { account, event }) => {
      seen.push({ order, shop, name: account?.name, details: await account?.details(), of: event.envelope.account });
    });
    return { seen, world: new SagaWorld({ reminders }, [remind]) };
  }

  it('have an instance for each account, whose commands know the account', async () => {
    const { seen, world } = setUp();
    await world.ports.store.write([addingAccount('acme', 'shop-1', { plan: 'pro' }, new Date(0))]);
    for (const account of ['shop-1', 'shop-2', undefined])
      await world.event('late', { key: '17' }, { id: 'e1', account });
    await world.settle();
    expect(seen).toEqual([
      { order: '17', shop: 'shop-1', name: 'shop-1', details: { plan: 'pro' }, of: 'shop-1' },
      { order: '17', shop: 'shop-2', name: 'shop-2', details: {}, of: 'shop-2' },
      { order: '17', shop: 'nobody', name: undefined, details: undefined, of: undefined },
    ]);
    for (const account of ['shop-1', 'shop-2']) {
      const instance = await world.instance('reminders', joinedKey({ key: '17', provider: 'acme', account }));
      expect(instance).toMatchObject({ outbox: [] });
    }
  });

  it('take no event without an account whose key would be that of an account', async () => {
    const { seen, world } = setUp();
    const key = joinedKey({ key: '17', provider: 'acme', account: 'shop-1' });
    expect(await world.event('late', { key })).toBe('ack');
    await world.settle();
    expect(seen).toEqual([]);
    expect(world.letters('acme')).toHaveLength(1);
  });
});

it.each([
  [{ key: '17' }],
  [{ key: '17', provider: 'googlePlay', account: 'shop-1' }],
  [{ key: 'a?account=b', provider: 'acme', account: 'c' }],
  [{ key: '', provider: 'acme', account: 'c' }],
])('the key of %j is taken apart as it was joined', (parts) => {
  expect(splitKey(joinedKey(parts))).toEqual(parts);
});

it.each(['17?account=shop-1', '17?account=acme/shop-1/2', '17?account=acme/Shop', '17?account=', '?account'])(
  'the key %s is not that of an account',
  (key) => {
    expect(splitKey(key)).toEqual({ key });
  },
);
