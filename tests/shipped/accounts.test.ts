import { describe, expect, it } from 'vitest';
import { addingAccount, registeredAccount } from '../../functions/src/core/accounts/registry.ts';
import { readSettings } from '../../functions/src/core/config/settings.ts';
import { parkMessage } from '../../functions/src/core/letters/parked-message.ts';
import { SecretAccessError } from '../../functions/src/core/ports.ts';
import { memoryPorts } from '../../functions/src/testing/memory-ports.ts';
import { acmeMessage } from '../../functions/src/testing/scripted-consumer.ts';
import { FakeGoogle } from '../../ops/delivery/testing/fake-google.ts';
import { accountResults } from '../../ops/doctor/accounts.ts';
import { runCommand } from '../../ops/testing/terminal.ts';
import { AccountVersions } from '../../ops/accounts/account-keeper.ts';
import { addAccount, checkedAccount, type Adding } from '../../ops/accounts/add-account.ts';
import { pauseAccount, releaseAccount, resumeAccount } from '../../ops/accounts/pause-account.ts';
import { secretsOfAccounts, sharing } from '../../ops/accounts/shared-secret.ts';

const SECRET = 'the webhook secret of shop 1';

/** An installation with accounts, and one that is about to be added. */
function setUp(typed = SECRET, held: readonly string[] = []) {
  const ports = memoryPorts();
  const world = { asked: 0, added: new Array<string>(), warned: new Array<string>() };
  const settings = readSettings('acme', { accounts: true }, { ACME_WEBHOOK_SECRET_NAME: 'acme-secret-{account}' });
  const adding: Adding = {
    settings,
    integration: { provider: 'acme' },
    keeper: {
      where: 'the secret acme-secret-shop-1 of demo',
      delayMs: 0,
      held: async () => held,
      add: async (value) => void world.added.push(value),
    },
    ports,
    secret: async () => {
      world.asked++;
      return `${typed}\n`;
    },
    warn: (sentence) => void world.warned.push(sentence),
  };
  return { ports, settings, world, adding };
}

describe('adding an account', () => {
  it('puts its secret where the function reads it, and keeps the details', async () => {
    const { ports, world, adding } = setUp();
    await addAccount(await checkedAccount('shop-1', { plan: 'pro' }, false, adding), adding);
    expect(world.added).toEqual([SECRET]);
    const kept = await registeredAccount(ports.store, 'acme', 'shop-1');
    expect(kept).toMatchObject({ account: 'shop-1', details: { plan: 'pro' } });
    expect(JSON.stringify(kept)).not.toContain(SECRET);
  });

  it('asks for no secret if there is one, unless a new one is wanted', async () => {
    const { world, adding } = setUp('the second secret of shop 1', [SECRET]);
    await addAccount(await checkedAccount('shop-1', {}, false, adding), adding);
    expect(world).toMatchObject({ asked: 0, added: [] });
    await addAccount(await checkedAccount('shop-1', {}, true, adding), adding);
    expect(world.added).toEqual(['the second secret of shop 1']);
  });

  it('adds no second version of the secret that is there', async () => {
    const { world, adding } = setUp(SECRET, [SECRET]);
    await addAccount(await checkedAccount('shop-1', {}, true, adding), adding);
    expect(world.added).toEqual([]);
  });

  it('refuses the secret of another account, which it names, and changes nothing', async () => {
    const { ports, world, adding } = setUp();
    await ports.store.write([addingAccount('acme', 'shop-2', {}, new Date(0))]);
    ports.secrets.set('acme-secret-shop-2', 'a newer one of shop 2', SECRET);
    const refusal: unknown = await checkedAccount('shop-1', {}, false, adding).catch((error: unknown) => error);
    expect(String(refusal)).toContain('shop-2 has the same secret');
    expect(String(refusal)).not.toContain(SECRET);
    expect(world.added).toEqual([]);
  });

  it.each([
    ['', 'The secret is empty'],
    ['sk_live_51HABCDEFGHIJKLMNOP', 'an API key'],
  ])('refuses what cannot be a webhook secret: %j', async (typed, sentence) => {
    const { adding } = setUp(typed);
    const refusal: unknown = await checkedAccount('shop-1', {}, false, adding).catch((error: unknown) => error);
    expect(String(refusal)).toContain(sentence);
    if (typed !== '') expect(String(refusal)).not.toContain(typed);
  });

  it('warns of a secret that can be guessed', async () => {
    const { world, adding } = setUp('short');
    await checkedAccount('shop-1', {}, false, adding);
    expect(world.warned).toEqual([expect.stringContaining('shorter than 16 characters')]);
  });
});

it('the doctor finds accounts without a secret, and those that share one', async () => {
  const { ports, settings } = setUp();
  for (const name of ['shop-1', 'shop-2', 'shop-3', 'shop-4']) {
    await ports.store.write([addingAccount('acme', name, {}, new Date(0))]);
    if (name !== 'shop-4') ports.secrets.set(`acme-secret-${name}`, name === 'shop-3' ? 'that of shop 3' : SECRET);
  }
  const secrets = await secretsOfAccounts(ports, settings, false);
  expect(sharing(secrets)).toEqual([['shop-1', 'shop-2']]);
  const results = accountResults(settings, secrets, 'demo');
  expect(results.map(({ status }) => status)).toEqual(['finding', 'finding']);
  expect(JSON.stringify(results)).toMatch(/shop-4: there is no secret.*shop-1, shop-2 have the same secret/s);
  expect(JSON.stringify(results)).not.toContain(SECRET);
  expect(accountResults(settings, secrets.slice(2, 3), undefined)).toMatchObject([{ status: 'ok' }]);
  const away = { account: 'shop-9', values: new SecretAccessError('unreachable', 'It is down.') };
  expect(accountResults(settings, [away], undefined)).toMatchObject([{ status: 'unknown' }]);
});

it('removing an account disables every enabled version of its secret, and deletes nothing', async () => {
  const calls: string[] = [];
  const enabled = new Set(['3', '2']);
  const rest = {
    find: async (url: string) => {
      calls.push(url);
      return { versions: [...enabled].map((number) => ({ name: `projects/demo/secrets/s/versions/${number}` })) };
    },
    send: async (method: string, url: string) => {
      calls.push(`${method} ${url}`);
      enabled.delete(/versions\/(\d+):disable$/.exec(url)?.[1] ?? '');
      return {};
    },
  };
  await using google = await FakeGoogle.start();
  const access = { project: 'demo', rest: Object.assign(google.rest, rest), endpoints: { secrets: 'https://secrets' } };
  await new AccountVersions('s', { ...access, store: memoryPorts().secrets, isWhole: false }).end();
  expect(calls).toEqual([
    'https://secrets/projects/demo/secrets/s/versions?filter=state:ENABLED',
    'POST https://secrets/projects/demo/secrets/s/versions/3:disable',
    'POST https://secrets/projects/demo/secrets/s/versions/2:disable',
    'https://secrets/projects/demo/secrets/s/versions?filter=state:ENABLED',
  ]);
});

describe('pausing an account', () => {
  it('is noted once, and taken back with the events that waited', async () => {
    const { ports } = setUp();
    await ports.store.write([addingAccount('acme', 'shop-1', {}, new Date(0))]);
    expect(await pauseAccount(ports, 'acme', 'shop-1')).toBe(true);
    expect(await pauseAccount(ports, 'acme', 'shop-1')).toBe(false);
    for (const account of ['shop-1', 'shop-2']) {
      const source = `//acme.example?account=${account}`;
      const delivery = { ...acmeMessage('e1', account), messageId: account, publishTime: new Date(0) };
      const about = { provider: 'acme', eventId: 'e1', eventType: 'thing', dueAt: 1, times: 1, since: '', reason: '' };
      const parked = parkMessage({
        key: { consumer: 'acme-onAcmeEvent', source, id: 'e1' },
        delivery,
        ...about,
        since: 's',
        reason: 'r',
      });
      await ports.store.write(parked === undefined ? [] : [parked]);
    }
    expect(await resumeAccount(ports, 'acme', 'shop-1')).toBe(true);
    expect(await releaseAccount(ports, 'acme', 'shop-1')).toBe(1);
    const sent = ports.publisher.to('integration-acme-events');
    expect(sent.map(({ attributes }) => attributes['account'])).toEqual(['shop-1']);
    expect(await resumeAccount(ports, 'acme', 'shop-1')).toBe(false);
  });

  it('is refused for one that was not added, with the command that adds it', async () => {
    const { ports } = setUp();
    await expect(pauseAccount(ports, 'acme', 'shop-1')).rejects.toThrow('npx integrations accounts add acme shop-1');
  });
});

describe('on the command line', () => {
  it.each([
    [['accounts', 'add', 'stripe'], 2, 'Name the provider and the account'],
    [['accounts', 'add', 'stripe', 'Shop_1'], 2, 'lower-case letters'],
    [['accounts', 'add', 'stripe', 'shop-1', '--set', 'plan'], 2, '--set takes a name and a value'],
    [['accounts', 'pause', 'nobody', 'shop-1'], 2, 'It cannot be nobody'],
    [['accounts', 'connect', 'stripe', '--dry-run'], 2, 'Name the provider and the account first'],
    [['url', '--account', 'shop-1'], 2, '--account takes a provider'],
  ])('%j is refused with a sentence', async (words, code, sentence) => {
    const outcome = await runCommand(words);
    expect(outcome.told).toContain(sentence);
    expect(outcome.code).toBe(code);
  });

  it('the URL of an account ends in its name', async () => {
    expect((await runCommand(['url', 'woocommerce', '--account', 'shop-1'])).printed).toMatch(
      /\/woocommerce-webhook\/shop-1$/,
    );
  });
});
