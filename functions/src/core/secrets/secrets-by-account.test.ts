import { describe, expect, it } from 'vitest';
import { MemorySecrets } from '../../testing/memory-ports.ts';
import { SecretAccessError, type SecretVersion } from '../ports.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { createLogger, type LogLine } from '../telemetry/logger.ts';
import { messageOf } from '../event/error-text.ts';
import { readSettings } from '../config/settings.ts';
import { FAILURE_AGE_MS, MAX_AGE_MS, REFRESH_INTERVAL_MS } from './cached.ts';
import {
  LOOKUPS_INTERVAL_MS,
  MOST_ACCOUNTS,
  MOST_LOOKUPS,
  SecretsByAccount,
  UNKNOWN_AGE_MS,
} from './secrets-by-account.ts';

/** Secret Manager with the accounts that a test sets, and a clock that it turns. */
function setUp({ value, isDeployed = true }: { value?: string; isDeployed?: boolean } = {}) {
  const lines: LogLine[] = [];
  const kept = new MemorySecrets();
  const world = {
    time: 0,
    asked: new Array<string>(),
    failure: undefined as SecretAccessError | undefined,
    give: (account: string, ...values: string[]) => kept.set(`acme-secret-${account}`, ...values),
    lines,
  };
  const secrets = {
    versions: (name: string): Promise<readonly SecretVersion[]> => {
      world.asked.push(name);
      return world.failure === undefined ? kept.versions(name) : Promise.reject(world.failure);
    },
  };
  const environment = {
    ACME_WEBHOOK_SECRET_NAME: 'acme-secret-{account}',
    ...(value !== undefined && { ACME_WEBHOOK_SECRET: value }),
    ...(isDeployed && { K_SERVICE: 'acme-webhook' }),
  };
  const settings = readSettings('acme', { accounts: true }, environment);
  const log = createLogger((line) => lines.push(line), 'info');
  const clock = { now: () => new Date(world.time) };
  return { world, source: new SecretsByAccount(settings, {}, { secrets, clock, log }) };
}

function to(account: string | undefined): RawWebhook {
  const request = { method: 'POST', url: '/', publicUrls: [], headers: {}, rawBody: Buffer.alloc(0) };
  return { ...request, receivedAt: new Date(0), ...(account !== undefined && { account }) };
}

const UNAVAILABLE = { code: 'acme/secret-unavailable' };

describe('the secrets of an account', () => {
  it('are those that the pattern names, newest first, looked up once for requests that come together', async () => {
    const { world, source } = setUp();
    world.give('shop-1', 'the newer secret', 'the older secret');
    world.give('shop-2', 'another secret altogether');
    const values = await Promise.all([source.current(to('shop-1')), source.current(to('shop-1'))]);
    expect(values.map((secrets) => secrets.map((secret) => secret.value))).toEqual([
      ['the newer secret', 'the older secret'],
      ['the newer secret', 'the older secret'],
    ]);
    await source.current(to('shop-1'));
    expect(world.asked).toEqual(['acme-secret-shop-1']);
  });

  it('are looked up again after some minutes, and at once if none of them verifies', async () => {
    const { world, source } = setUp();
    world.give('shop-1', 'the first secret of it');
    await source.current(to('shop-1'));
    world.give('shop-1', 'the second secret of it', 'the first secret of it');
    expect(await source.refreshed(to('shop-1'))).toMatchObject([{ version: '2' }, { version: '1' }]);
    expect(await source.refreshed(to('shop-1'))).toBeUndefined();
    world.time += REFRESH_INTERVAL_MS;
    expect(await source.refreshed(to('shop-1'))).toBeUndefined();
    world.time += MAX_AGE_MS;
    await source.current(to('shop-1'));
    expect(world.asked).toHaveLength(4);
  });

  it('are none once the secret is gone', async () => {
    const { world, source } = setUp();
    world.give('shop-1', 'the first secret of it');
    await source.current(to('shop-1'));
    world.failure = new SecretAccessError('not-found', 'It is gone.');
    world.time += MAX_AGE_MS;
    expect(await source.current(to('shop-1'))).toEqual([]);
    expect(source.size).toBe(0);
  });

  it('serve on while Secret Manager is out of reach', async () => {
    const { world, source } = setUp();
    world.give('shop-1', 'the first secret of it');
    await source.current(to('shop-1'));
    world.failure = new SecretAccessError('unreachable', 'It is down.');
    world.time += MAX_AGE_MS;
    expect(await source.current(to('shop-1'))).toHaveLength(1);
  });

  it('are refused if another account has one of them, by an error in the log that names both', async () => {
    const { world, source } = setUp();
    world.give('shop-1', 'a secret that nobody else has', 'a secret that two have');
    world.give('shop-2', 'a secret that two have');
    await source.current(to('shop-1'));
    expect(await source.current(to('shop-2'))).toEqual([]);
    expect(world.lines).toMatchObject([{ severity: 'ERROR', account: 'shop-2' }]);
    const message = messageOf(world.lines[0]?.['error']);
    expect(message).toContain('shop-2 and shop-1 have the same secret');
    expect(message).not.toContain('that two have');
  });

  it('may be those of another account before, if that one has given them up', async () => {
    const { world, source } = setUp();
    world.give('shop-1', 'a secret that moves on');
    await source.current(to('shop-1'));
    world.give('shop-1', 'a secret that shop-1 has now');
    world.give('shop-2', 'a secret that moves on');
    await source.refreshed(to('shop-1'));
    expect(await source.current(to('shop-2'))).toHaveLength(1);
  });

  it('may be the one by value on this machine, if the account has no secret', async () => {
    const { world, source } = setUp({ value: 'made for this machine', isDeployed: false });
    world.give('shop-2', 'a secret that nobody else has');
    for (const account of ['shop-1', 'shop-3']) {
      expect(await source.current(to(account))).toMatchObject([{ value: 'made for this machine' }]);
    }
    expect(await source.current(to('shop-2'))).toMatchObject([{ value: 'a secret that nobody else has' }]);
  });
});

describe('an account that does not exist', () => {
  it('has no secret, and is not looked up again for a minute', async () => {
    const { world, source } = setUp();
    expect(await source.current(to('nobody'))).toEqual([]);
    world.time += UNKNOWN_AGE_MS - 1;
    expect(await source.current(to('nobody'))).toEqual([]);
    expect(await source.refreshed(to('nobody'))).toBeUndefined();
    expect(world.asked).toHaveLength(1);
    world.time += 1;
    world.give('nobody', 'somebody after all');
    expect(await source.current(to('nobody'))).toHaveLength(1);
  });

  it('is looked up for no request without an account', async () => {
    const { world, source } = setUp();
    expect(await source.current(to(undefined))).toEqual([]);
    expect(await source.refreshed(to(undefined))).toBeUndefined();
    expect(world.asked).toEqual([]);
  });

  it('is like one whose secret may not be read, which is said once', async () => {
    const { world, source } = setUp();
    world.failure = new SecretAccessError('denied', 'Not for you.');
    for (const account of ['shop-1', 'shop-2']) expect(await source.current(to(account))).toEqual([]);
    expect(world.lines).toMatchObject([{ severity: 'WARNING', account: 'shop-1' }]);
  });
});

describe('while secrets cannot be looked up', () => {
  it('because strangers used up the look-ups, whoever proves nothing is asked to come again, whichever account', async () => {
    const { world, source } = setUp();
    world.give('shop-1', 'the first secret of it');
    world.give('shop-2', 'the second shop of it');
    await source.current(to('shop-1'));
    for (let i = 0; i < MOST_LOOKUPS; i++) await source.current(to(`stranger-${i}`));
    for (const account of ['shop-1', 'shop-2', 'stranger-0', 'nobody', undefined]) {
      const request = to(account);
      expect(await source.current(request)).toHaveLength(account === 'shop-1' ? 1 : 0);
      await expect(source.refreshed(request)).rejects.toMatchObject(UNAVAILABLE);
    }
    expect(world.asked).toHaveLength(1 + MOST_LOOKUPS);
    world.time += LOOKUPS_INTERVAL_MS;
    expect(await source.current(to('shop-2'))).toHaveLength(1);
    expect(await source.refreshed(to('nobody'))).toBeUndefined();
  });

  it('because Secret Manager is out of reach, neither is it asked nor is anyone told which accounts there are', async () => {
    const { world, source } = setUp();
    world.give('shop-1', 'the first secret of it');
    world.failure = new SecretAccessError('unreachable', 'It is down.');
    for (const account of ['shop-1', 'shop-2', 'shop-1']) {
      const request = to(account);
      expect(await source.current(request)).toEqual([]);
      await expect(source.refreshed(request)).rejects.toMatchObject(UNAVAILABLE);
    }
    expect(world.asked).toHaveLength(1);
    world.failure = undefined;
    world.time += FAILURE_AGE_MS;
    expect(await source.current(to('shop-1'))).toHaveLength(1);
  });

  it('a request whose account was not looked up is asked to come again even if that is over by then', async () => {
    const { world, source } = setUp();
    for (let i = 0; i < MOST_LOOKUPS; i++) await source.current(to(`stranger-${i}`));
    const request = to('shop-1');
    await source.current(request);
    world.time += LOOKUPS_INTERVAL_MS;
    await expect(source.refreshed(request)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('forgeries to known accounts have no more of them looked up, and are refused as ever', async () => {
    const { world, source } = setUp();
    for (let i = 0; i < 2 * MOST_LOOKUPS; i++) {
      world.give(`shop-${i}`, `the secret of shop ${i} alone`);
      await source.current(to(`shop-${i}`));
    }
    const refreshed = Array.from({ length: 2 * MOST_LOOKUPS }, (_, i) => source.refreshed(to(`shop-${i}`)));
    expect(await Promise.all(refreshed)).not.toContainEqual(expect.anything());
    expect(world.asked).toHaveLength(3 * MOST_LOOKUPS);
  });
});

it(`100,000 requests of unknown accounts make ${MOST_LOOKUPS} look-ups a minute`, async () => {
  const { world, source } = setUp();
  for (let i = 0; i < 100_000; i++) {
    // Two minutes go by meanwhile.
    world.time = Math.floor((i * 2 * LOOKUPS_INTERVAL_MS) / 100_000);
    const request = to(`stranger-${i}`);
    await source.current(request);
    await source.refreshed(request).catch(() => undefined);
  }
  expect(world.asked).toHaveLength(2 * MOST_LOOKUPS);
});

it(`no more than ${MOST_ACCOUNTS} accounts are held, those that were used last`, async () => {
  const { world, source } = setUp();
  for (let i = 0; i <= MOST_ACCOUNTS; i++) {
    world.give(`shop-${i}`, `the secret of shop ${i} alone`);
    await source.current(to(`shop-${i}`));
    if (i === MOST_ACCOUNTS - 1) await source.current(to('shop-0'));
  }
  expect(source.size).toBe(MOST_ACCOUNTS);
  world.asked.length = 0;
  for (const account of ['shop-0', 'shop-2', 'shop-1']) await source.current(to(account));
  expect(world.asked).toEqual(['acme-secret-shop-1']);
});
