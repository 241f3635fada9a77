import { describe, expect, it } from 'vitest';
import { readSettings } from '../../functions/src/core/config/settings.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { MemorySecrets } from '../../functions/src/testing/memory-ports.ts';
import { missedEventResults } from '../../ops/doctor/missed-events.ts';

const OFF = 'github-reconcile is off, and nothing asks for missed events';
const HOOKS = { GITHUB_HOOKS: 'repos/acme/shop/hooks/7' };
const KEY = { GITHUB_API_KEY_NAME: 'github-key' };

function resultsOf(environment: Readonly<Record<string, string>>, project: string | undefined) {
  const settings = readSettings('github', {}, { GITHUB_WEBHOOK_SECRET: 'a-secret', ...environment });
  const place = { project, secrets: new MemorySecrets() };
  return missedEventResults([{ entry: catalog.github, settings }], environment, place);
}

describe('of the search for missed events the doctor says', () => {
  it('nothing if nobody has set it up', async () => {
    expect(await resultsOf({}, 'demo')).toEqual([]);
  });

  it('that it runs', async () => {
    expect(await resultsOf({ ...KEY, ...HOOKS }, 'demo')).toEqual([
      { what: 'github: missed events', status: 'ok', says: 'github-reconcile asks for them' },
    ]);
  });

  it.each([
    ['demo', "echo 'GITHUB_HOOKS=…' >> functions/.env.demo"],
    [undefined, "echo 'GITHUB_HOOKS=…' >> functions/.env.local"],
  ])(
    'that a setting is missing although the API key is set, and how to set it, for project %s',
    async (place, mend) => {
      expect(await resultsOf(KEY, place)).toEqual([
        {
          what: 'github: missed events',
          status: 'finding',
          says: `The API key is set, but GITHUB_HOOKS is not: ${OFF}. The README of github says what it holds.`,
          mend,
        },
      ]);
    },
  );

  it('that the API key is missing although a setting is set', async () => {
    expect(await resultsOf(HOOKS, 'demo')).toMatchObject([
      {
        status: 'finding',
        says: `GITHUB_HOOKS is set, but neither GITHUB_API_KEY nor GITHUB_API_KEY_NAME: ${OFF}.`,
        mend: "echo 'GITHUB_API_KEY_NAME=…' >> functions/.env.demo",
      },
    ]);
  });

  it('nothing of a provider with many accounts, for which nothing is deployed', async () => {
    const named = { GITHUB_WEBHOOK_SECRET_NAME: 'github-{account}', ...KEY };
    const settings = readSettings('github', { accounts: true }, named);
    const place = { project: 'demo', secrets: new MemorySecrets() };
    expect(await missedEventResults([{ entry: catalog.github, settings }], named, place)).toEqual([]);
  });

  it('that a setting cannot be used', async () => {
    expect(await resultsOf({ ...KEY, GITHUB_HOOKS: 'acme/shop' }, 'demo')).toMatchObject([
      { status: 'finding', says: expect.stringContaining('"acme/shop" is not a hook; write repos/OWNER') },
    ]);
  });

  it.each([
    [
      { SHOPIFY_API_KEY: 'shpat_1' },
      'finding',
      'SHOPIFY_SHOPS is not: shopify-reconcile is off, and nothing asks for states of objects',
    ],
    [{ SHOPIFY_API_KEY: 'shpat_1', SHOPIFY_SHOPS: 'a.myshopify.com' }, 'ok', 'shopify-reconcile asks for them'],
  ])('the same of one that lists states of objects: with %j', async (environment, status, says) => {
    const settings = readSettings('shopify', {}, { SHOPIFY_WEBHOOK_SECRET: `shpss_${'0'.repeat(32)}`, ...environment });
    const place = { project: 'demo', secrets: new MemorySecrets() };
    expect(await missedEventResults([{ entry: catalog.shopify, settings }], { ...environment }, place)).toMatchObject([
      { what: 'shopify: states of objects', status, says: expect.stringContaining(says) },
    ]);
  });

  it('nothing of a provider that lists no events', async () => {
    const settings = readSettings(
      'linear',
      {},
      { LINEAR_WEBHOOK_SECRET: 'lin_wh_secret', LINEAR_API_KEY: 'lin_api_1' },
    );
    const place = { project: 'demo', secrets: new MemorySecrets() };
    expect(await missedEventResults([{ entry: catalog.linear, settings }], {}, place)).toEqual([]);
  });
});
