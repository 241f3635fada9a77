import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { variableOf } from '../../functions/src/core/config/settings.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import {
  deployedFolder,
  manifestOf,
  runInBundle,
  type DeployedFolder,
  type Endpoint,
} from '../manifest/deployed-folder.ts';
import { BUDGETS, LAZY, LAZY_TOTAL } from './budgets.ts';

let deployed: DeployedFolder;

beforeAll(async () => {
  deployed = await deployedFolder();
}, 180_000);

afterAll(() => deployed[Symbol.dispose]());

const WITH_STRIPE = { STRIPE_WEBHOOK_SECRET: 'whsec_1' };

/** Runs with a file in the functions folder, as an operator would write it. */
function withFile<T>(name: string, text: string, run: () => T): T {
  const file = path.join(deployed.folder, name);
  writeFileSync(file, text);
  try {
    return run();
  } finally {
    rmSync(file);
  }
}

function namesIn({ manifest }: ReturnType<typeof manifestOf>): readonly string[] {
  return Object.keys(manifest?.endpoints ?? {}).toSorted();
}

describe('the deploy manifest', () => {
  it('of Stripe alone is the golden one', async () => {
    const { manifest } = manifestOf(deployed.folder, { ...WITH_STRIPE, STRIPE_API_KEY_NAME: 'stripe-api-key' });
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('manifest.golden.json');
  });

  it('names the webhook, and the subscriber with its topic and retries', () => {
    const { manifest } = manifestOf(deployed.folder, WITH_STRIPE);
    expect(manifest?.endpoints).toMatchObject({
      'stripe-webhook': { httpsTrigger: { invoker: ['public'] }, entryPoint: 'stripe.webhook' },
      'stripe-onStripeEvent': {
        eventTrigger: { eventFilters: { topic: 'integration-stripe-events' }, retry: true },
        entryPoint: 'stripe.onStripeEvent',
      },
    });
  });

  it('names the search for missed events only where an API key is configured', () => {
    expect(namesIn(manifestOf(deployed.folder, { ...WITH_STRIPE, STRIPE_API_KEY: 'sk_1' }))).toContain(
      'stripe-reconcile',
    );
    expect(namesIn(manifestOf(deployed.folder, WITH_STRIPE))).not.toContain('stripe-reconcile');
  });

  it('with every integration on names each function by the one rule', async () => {
    const on = Object.values(catalog).flatMap(({ provider }) => [
      [variableOf(provider, 'WebhookSecretName'), 'a-secret'],
      [variableOf(provider, 'ApiKeyName'), 'a-key'],
    ]);
    const { manifest, failure } = manifestOf(deployed.folder, Object.fromEntries(on));
    expect(failure).toBeUndefined();
    const lines = Object.entries(manifest?.endpoints ?? {}).map(
      ([name, endpoint]) => `${name}: ${summaryOf(endpoint)}\n`,
    );
    await expect(lines.toSorted().join('')).toMatchFileSnapshot('functions.golden.txt');
  });

  it('names nothing if nothing is configured', () => {
    expect(manifestOf(deployed.folder, {})).toMatchObject({ manifest: { endpoints: {} } });
  });

  it.each([
    [{ STRIPE_WEBHOK_SECRET: 'whsec_1234567890' }, 'you probably mean STRIPE_WEBHOOK_SECRET.'],
    [{ STRIPE_WEBHOOK_SECRETS: 'whsec_1234567890' }, 'you probably mean STRIPE_WEBHOOK_SECRET.'],
    [{ ...WITH_STRIPE, STRIPE_WEBHOOK_SECRET_NAME: 'stripe' }, 'are both set, and only the first is read; remove one.'],
    [
      { STRIPE_WEBHOOK_SECRET: ['sk', 'test', '1234567890123456'].join('_') },
      'holds an API key, which signs no webhooks',
    ],
    [
      { ...WITH_STRIPE, INTEGRATIONS_REGION: '' },
      'INTEGRATIONS_REGION is set but empty; give it a value, or remove it.',
    ],
  ])('fails for %j with what to fix, at discovery and at every start', (environment, sentence) => {
    const { manifest, failure } = manifestOf(deployed.folder, environment);
    expect(manifest).toBeUndefined();
    expect(failure).toContain(sentence);
    expect(() => runInBundle(deployed.folder, 'bundle.stripe?.webhook.name', environment)).toThrow(sentence);
  });

  it('comes with a warning of a secret that can be guessed', () => {
    const { warnings } = manifestOf(deployed.folder, { GITHUB_WEBHOOK_SECRET: 'hush' });
    expect(warnings).toContain('Warning: GITHUB_WEBHOOK_SECRET is shorter than 16 characters');
  });

  it('comes with a warning of a variable that is empty, for whoever deploys', () => {
    const environment = { ...WITH_STRIPE, SLACK_WEBHOOK_SECRET: '' };
    expect(manifestOf(deployed.folder, environment)).toMatchObject({
      manifest: { endpoints: { 'stripe-webhook': {} } },
      warnings: expect.stringContaining('Warning: SLACK_WEBHOOK_SECRET is empty and switches nothing on'),
    });
  });

  it('fails with the variable to set for an integration that is on but wrong', () => {
    const { manifest, failure } = manifestOf(deployed.folder, { STRIPE_API_KEY: 'sk_test_1' });
    expect(manifest).toBeUndefined();
    expect(failure).toContain('stripe is configured without a webhook secret; set STRIPE_WEBHOOK_SECRET');
  });
});

describe('the configuration in files of the functions folder', () => {
  const secret = 'STRIPE_WEBHOOK_SECRET=whsec_1\n';

  it('switches an integration on by .env alone, which firebase-tools has not read by then', () => {
    expect(withFile('.env', secret, () => namesIn(manifestOf(deployed.folder, {})))).toContain('stripe-webhook');
  });

  it('is that of the project that is deployed to', () => {
    const namesFor = (project: string) => () => namesIn(manifestOf(deployed.folder, { GCLOUD_PROJECT: project }));
    expect(withFile('.env.shop-live', secret, namesFor('shop-live'))).toContain('stripe-webhook');
    expect(withFile('.env.shop-live', secret, namesFor('shop-staging'))).toEqual([]);
  });

  it('is that of .secret.local under the emulator only', () => {
    const namesWith = (environment: Record<string, string>) => () => namesIn(manifestOf(deployed.folder, environment));
    expect(withFile('.secret.local', secret, namesWith({ FUNCTIONS_EMULATOR: 'true' }))).toContain('stripe-webhook');
    expect(withFile('.secret.local', secret, namesWith({}))).toEqual([]);
  });
});

describe('an instance of the built bundle', () => {
  it('loads the one function that it serves, and no client of Google Cloud', () => {
    expect(loadedAfter('bundle.stripe.webhook.name', WITH_STRIPE)).toEqual(['index.cjs', 'stripe-webhook.js']);
    expect(loadedAfter('bundle.stripe.onStripeEvent.name', WITH_STRIPE)).toEqual([
      'index.cjs',
      'stripe-onStripeEvent.js',
    ]);
  });

  it('loads nothing before a function is asked for', () => {
    expect(loadedAfter('Object.keys(bundle.stripe)', WITH_STRIPE)).toEqual(['index.cjs']);
  });

  it('exports nothing of an integration that is off, and loads none of its code', () => {
    expect(loadedAfter('if ("stripe" in bundle) throw new Error("stripe is exported")', {})).toEqual(['index.cjs']);
  });

  it('fails as it loads when an integration is on but wrong', () => {
    expect(() => runInBundle(deployed.folder, '', { STRIPE_API_KEY: 'sk_1' })).toThrow('set STRIPE_WEBHOOK_SECRET');
  });
});

describe('a bundled package', () => {
  it.each([
    [
      'vendor-google-auth-library.js',
      'google-auth-library',
      `typeof new it.GoogleAuth().getRequestHeaders`,
      'function',
    ],
    [
      'vendor-google-cloud-storage.js',
      '@google-cloud/storage',
      `new it.Storage({ projectId: 'p' }).bucket('b').name`,
      'b',
    ],
    ['vendor-stripe.js', 'stripe', `typeof new it.default('sk_1').events.list`, 'function'],
  ])('%s works without the package installed', (file, name, expression, result) => {
    const script = `load('${file}', '${name}').then((it) => console.log(${expression}))`;
    expect(runInBundle(deployed.folder, script)).toBe(`${result}\n`);
  });

  it('is none that only tools use', () => {
    const names = deployed.files.map(({ name }) => name);
    expect(names.filter((name) => /google-cloud|google-gax|grpc/.test(name))).toEqual([
      'vendor-google-cloud-storage.js',
    ]);
  });
});

function summaryOf({ httpsTrigger, eventTrigger, scheduleTrigger, ...limits }: Endpoint): string {
  const topic = eventTrigger && `topic ${eventTrigger.eventFilters.topic}${eventTrigger.retry ? ', retried' : ''}`;
  const trigger = topic ?? scheduleTrigger?.schedule ?? `https, ${httpsTrigger?.invoker.join(', ')}`;
  const { timeoutSeconds, availableMemoryMb, concurrency, maxInstances } = limits;
  return `${trigger}, ${timeoutSeconds} s, ${availableMemoryMb} MB, ${concurrency} at once, ${maxInstances} instances`;
}

/** The files of lib that are loaded when the script has run. */
function loadedAfter(script: string, environment: Record<string, string>): unknown {
  return JSON.parse(runInBundle(deployed.folder, `${script}; console.log(JSON.stringify(loaded()))`, environment));
}

describe('the size of the bundle', () => {
  it('every file that an instance loads at start keeps its budget', () => {
    const eager = deployed.files.filter(({ name }) => !LAZY.test(name));
    const over = eager.filter(({ name, bytes }) => {
      const [, kilobytes = 0] = BUDGETS.find(([files]) => files.test(name)) ?? [];
      return bytes > kilobytes * 1000;
    });
    expect(over.map(({ name, bytes, parts }) => ({ name, bytes, largest: parts.slice(0, 5) }))).toEqual([]);
    expect(eager.length).toBeGreaterThan(3);
  });

  it('the packages that are loaded when they are needed keep theirs together', () => {
    const lazy = deployed.files.filter(({ name }) => LAZY.test(name));
    const total = lazy.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(lazy.length).toBeGreaterThan(0);
    expect(total).toBeLessThan(LAZY_TOTAL * 1000);
  });

  it("the door carries no client of Google's and not the whole SDK of its provider", () => {
    const webhook = deployed.files.find(({ name }) => name === 'stripe-webhook.js');
    const parts = new Map(webhook?.parts.map(({ name, bytes }) => [name, bytes]));
    expect([...parts.keys()].filter((name) => /^(?:@google-cloud|google-gax|@grpc|firebase-admin)/.test(name))).toEqual(
      [],
    );
    expect(parts.get('stripe')).toBeLessThan(30_000);
  });
});
