import { describe, expect, it } from 'vitest';
import type { KeyLookup } from '../integration/key-lookup.ts';
import type { SecretVersion } from '../ports.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { createLogger } from '../telemetry/logger.ts';
import { MAX_AGE_MS, MAX_STALE_MS } from './cached.ts';
import { LOOKUPS_INTERVAL_MS, LookedUpKeys, MOST_KEYS, MOST_LOOKUPS } from './looked-up-keys.ts';

/** A provider whose keys the test sets, and a clock that it turns. */
function setUp(find: (id: string) => string | undefined = (id) => `key of ${id}`) {
  const world = { time: 0, asked: new Array<string>(), find, secrets: ['shop'], newer: new Array<string>() };
  const keyLookup: KeyLookup = {
    idOf: ({ headers }) => (typeof headers['key-id'] === 'string' ? headers['key-id'] : undefined),
    holdsKey: (secret) => secret.startsWith('key:'),
    find: async ({ id, secret }) => {
      world.asked.push(id);
      const key = world.find(id);
      return key === undefined ? undefined : `${secret}: ${key}`;
    },
  };
  const versions = (values: readonly string[]): readonly SecretVersion[] =>
    values.map((value) => ({ value, version: value }));
  const configured = {
    current: () => versions(world.secrets),
    refreshed: async () => (world.newer.length === 0 ? undefined : versions(world.newer)),
  };
  const ports = { clock: { now: () => new Date(world.time) }, log: createLogger(() => undefined, 'error') };
  return { world, keys: new LookedUpKeys(configured, { provider: 'acme', keyLookup }, ports) };
}

function naming(id: string | undefined): RawWebhook {
  const headers = { 'key-id': id };
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.alloc(0), receivedAt: new Date(0) };
}

const valuesIn = async (secrets: readonly SecretVersion[] | Promise<readonly SecretVersion[]>) =>
  (await secrets).map(({ value }) => value);

describe('a key that a request names', () => {
  it('is looked up once, for each configured secret', async () => {
    const { world, keys } = setUp();
    world.secrets = ['new', 'old'];
    expect(await valuesIn(keys.current(naming('a')))).toEqual(['new: key of a', 'old: key of a']);
    await keys.current(naming('a'));
    expect(world.asked).toEqual(['a', 'a']);
  });

  it('is looked up once for requests that come together', async () => {
    const { world, keys } = setUp();
    await Promise.all([keys.current(naming('a')), keys.current(naming('a'))]);
    expect(world.asked).toEqual(['a']);
  });

  it('is not looked up if the secret holds a key, or if the request names none that may be', async () => {
    const { world, keys } = setUp();
    expect(await valuesIn(keys.current(naming(undefined)))).toEqual(['']);
    world.secrets = ['key: pinned'];
    expect(await valuesIn(keys.current(naming('a')))).toEqual(['key: pinned']);
    expect(world.asked).toEqual([]);
  });

  it('becomes a blank secret if the provider has none, and is looked up again the next time', async () => {
    const { world, keys } = setUp(() => undefined);
    expect(await valuesIn(keys.current(naming('a')))).toEqual(['']);
    world.find = () => 'key';
    expect(await valuesIn(keys.current(naming('a')))).toEqual(['shop: key']);
  });

  it('is looked up with the newer secret after a rotation', async () => {
    const { world, keys } = setUp();
    expect(await keys.refreshed(naming('a'))).toBeUndefined();
    world.newer = ['rotated'];
    expect(await valuesIn((await keys.refreshed(naming('a'))) ?? [])).toEqual(['rotated: key of a']);
  });
});

describe('while the provider is out of reach', () => {
  const outOfReach = () => {
    throw new Error('no route');
  };

  it('a key that is known serves on for an hour, and a new one makes the provider send again', async () => {
    const { world, keys } = setUp();
    await keys.current(naming('a'));
    world.find = outOfReach;
    world.time = MAX_AGE_MS;
    expect(await valuesIn(keys.current(naming('a')))).toEqual(['shop: key of a']);
    await expect(keys.current(naming('b'))).rejects.toMatchObject({ code: 'acme/secret-unavailable' });
    world.time = MAX_STALE_MS;
    await expect(keys.current(naming('a'))).rejects.toMatchObject({ code: 'acme/secret-unavailable' });
  });

  it('a key that the provider has withdrawn is not used once that is known', async () => {
    const { world, keys } = setUp();
    await keys.current(naming('a'));
    world.find = () => undefined;
    world.time = MAX_AGE_MS;
    expect(await valuesIn(keys.current(naming('a')))).toEqual(['']);
  });
});

describe('requests that name keys at random', () => {
  it('have few of them looked up', async () => {
    const { world, keys } = setUp(() => undefined);
    for (let id = 0; id < MOST_LOOKUPS; id++) await keys.current(naming(`forged ${id}`));
    await expect(keys.current(naming('one more'))).rejects.toMatchObject({ code: 'acme/secret-unavailable' });
    expect(world.asked).toHaveLength(MOST_LOOKUPS);
    world.time = LOOKUPS_INTERVAL_MS;
    expect(await valuesIn(keys.current(naming('one more')))).toEqual(['']);
  });

  it('do not displace a key that is known', async () => {
    const { world, keys } = setUp((id) => (id === 'known' ? 'key' : undefined));
    await keys.current(naming('known'));
    for (let id = 0; id < 2 * MOST_KEYS; id++) {
      if (id % (MOST_LOOKUPS - 1) === 0) world.time += LOOKUPS_INTERVAL_MS / 8 + LOOKUPS_INTERVAL_MS;
      await keys.current(naming(`forged ${id}`)).catch(() => undefined);
    }
    const asked = world.asked.filter((id) => id === 'known').length;
    await keys.current(naming('known'));
    expect(world.asked.filter((id) => id === 'known').length - asked).toBe(world.time < MAX_AGE_MS ? 0 : 1);
  });

  it('are kept in a bounded cache even if the provider knows them', async () => {
    const { world, keys } = setUp();
    for (let id = 0; id <= MOST_KEYS; id++) {
      world.time += LOOKUPS_INTERVAL_MS / 100;
      if (id % MOST_LOOKUPS === 0) world.time += LOOKUPS_INTERVAL_MS;
      await keys.current(naming(String(id)));
    }
    world.time += LOOKUPS_INTERVAL_MS;
    await keys.current(naming('0'));
    expect(world.asked.filter((id) => id === '0')).toHaveLength(2);
    await keys.current(naming(String(MOST_KEYS)));
    expect(world.asked.filter((id) => id === String(MOST_KEYS))).toHaveLength(1);
  });
});
