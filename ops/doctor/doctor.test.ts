import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';
import { SecretAccessError } from '../../functions/src/core/ports.ts';
import { MemorySecrets } from '../../functions/src/testing/memory-ports.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { temporaryStateDir } from '../../local/testing/state-dir.ts';
import { verdict } from './clock.ts';
import { readConfiguration } from './configuration.ts';
import { nodeResult } from './node.ts';
import { publicUrlResults } from './public-url.ts';
import { ENVIRONMENT, ExaminedProject, SECRET } from './testing/examined-project.ts';

let project: ExaminedProject;

beforeEach(async () => {
  project = await ExaminedProject.start();
});

afterEach(() => project[Symbol.asyncDispose]());

describe('secrets', () => {
  it.each<[string, () => void, string, string]>([
    [
      'that there is not',
      () => (project.secrets = new MemorySecrets()),
      'The secret stripe-secret does not exist',
      'gcloud secrets create stripe-secret --replication-policy=automatic --data-file=- --project=demo',
    ],
    [
      'that is not a secret of Stripe',
      () => project.secrets.set('stripe-secret', SECRET, ' , '),
      'empty secret',
      'gcloud secrets versions add stripe-secret --data-file=- --project=demo',
    ],
    [
      'that may not be read',
      () => {
        project.secrets.versions = () => Promise.reject(new SecretAccessError('denied', 'no'));
      },
      'may not be read',
      'gcloud secrets add-iam-policy-binding stripe-secret --member="user:$(gcloud config get account)" --role=roles/secretmanager.secretAccessor --condition=None --project=demo',
    ],
    [
      'of a Secret Manager that is not enabled',
      () => {
        const cause = new Error('7 PERMISSION_DENIED: Secret Manager API has not been used in project 1 before');
        project.secrets.versions = () => Promise.reject(new SecretAccessError('denied', 'no', { cause }));
      },
      'Secret Manager is not enabled in demo.',
      'gcloud services enable secretmanager.googleapis.com --project=demo',
    ],
  ])('%s are named with the command that fixes it', async (_what, change, says, mend) => {
    await project.healthy();
    change();
    expect(await project.findings()).toContainEqual({
      status: 'finding',
      what: 'stripe: webhook secret',
      says: expect.stringContaining(says),
      mend,
    });
  });

  it('are looked up again if Secret Manager takes longer than a provider would wait', async () => {
    await project.healthy();
    const { secrets } = project;
    const answers = vi.spyOn(secrets, 'versions');
    for (let i = 0; i < 2; i++) answers.mockRejectedValueOnce(new SecretAccessError('unreachable', 'No answer.'));
    expect(await project.findings()).toEqual([]);
  });

  it('of a Secret Manager that does not answer are unknown, which is not a finding', async () => {
    await project.healthy();
    project.secrets.versions = () => Promise.reject(new SecretAccessError('unreachable', 'No answer.'));
    expect(await project.findings()).toEqual([
      { status: 'unknown', what: 'stripe: webhook secret', says: 'No answer.' },
      { status: 'unknown', what: 'stripe: API key', says: 'No answer.' },
    ]);
  });

  it('that can be guessed are warned of, without a finding', async () => {
    await project.healthy();
    project.secrets.set('stripe-secret', 'whsec_short');
    expect(await project.findings()).toEqual([
      {
        status: 'warning',
        what: 'stripe: webhook secret',
        says: expect.stringContaining('The secret stripe-secret is shorter than 16 characters'),
        mend: 'gcloud secrets versions add stripe-secret --data-file=- --project=demo',
      },
    ]);
  });

  it('that are API keys, and API keys that are secrets, are named', async () => {
    await project.healthy();
    project.secrets.set('stripe-secret', 'rk_test_1234567890');
    project.secrets.set('stripe-key', SECRET);
    expect(await project.findings()).toMatchObject([
      { what: 'stripe: webhook secret', says: expect.stringContaining('holds an API key, which signs no webhooks') },
      { what: 'stripe: API key', says: expect.stringContaining('holds a webhook secret, which opens no API') },
    ]);
  });

  it('of another project are fixed there', async () => {
    await project.healthy();
    const config = defineBundle({}, { ...ENVIRONMENT, STRIPE_WEBHOOK_SECRET_NAME: 'projects/vault/secrets/stripe' });
    expect(await project.findings({ config })).toContainEqual(
      expect.objectContaining({
        what: 'stripe: webhook secret',
        mend: 'gcloud secrets create stripe --replication-policy=automatic --data-file=- --project=vault',
      }),
    );
  });

  it('of the API are looked at too', async () => {
    await project.healthy();
    project.secrets.set('stripe-key', ' ');
    expect(await project.findings()).toMatchObject([
      { what: 'stripe: API key', mend: 'gcloud secrets versions add stripe-key --data-file=- --project=demo' },
    ]);
  });
});

describe('the configuration', () => {
  it('that is half is named with the variable to set, in the file of the project', async () => {
    const config = defineBundle({}, { STRIPE_API_KEY: 'sk_1' });
    expect(await project.findings({ config })).toContainEqual({
      status: 'finding',
      what: 'stripe: configuration',
      says: expect.stringContaining('stripe is configured without a webhook secret'),
      mend: `echo 'STRIPE_WEBHOOK_SECRET_NAME=…' >> functions/.env.demo`,
    });
  });

  it('whose options are wrong is fixed where they are', async () => {
    await project.healthy();
    const egress: object = { functions: { vpcConnectorEgressSettings: 'ALL' } };
    for (const options of [{ integrations: { stripe: { toleranceSeconds: 0 } } }, egress]) {
      const found = await project.findings({ config: defineBundle(options, ENVIRONMENT) });
      expect(found).toMatchObject([{ mend: '${EDITOR:-vi} functions/src/integrations.config.ts' }]);
    }
  });

  it.runIf('slack' in catalog)(
    'is examined as a start does it: every fault is a finding, and a warning is none',
    async () => {
      await project.healthy();
      const environment = { ...ENVIRONMENT, STRIPE_WEBHOK_SECRET: 'whsec_1234567890', SLACK_WEBHOOK_SECRET: '' };
      const unchecked: object = { regoin: 'x', integrations: { strpe: {}, stripe: { tolerance: 5 } } };
      const results = await project.findings({
        config: defineBundle(unchecked, environment),
        catalog: Object.values(catalog).filter(({ provider }) => ['slack', 'stripe'].includes(provider)),
      });
      const edit = '${EDITOR:-vi} functions/src/integrations.config.ts';
      expect(results.filter(({ what }) => what.endsWith('configuration'))).toMatchObject([
        {
          status: 'finding',
          what: 'configuration',
          says: expect.stringContaining('you probably mean region'),
          mend: edit,
        },
        {
          status: 'finding',
          what: 'configuration',
          says: expect.stringContaining('you probably mean stripe'),
          mend: edit,
        },
        { status: 'finding', says: expect.stringContaining('you probably mean toleranceSeconds'), mend: edit },
        {
          status: 'finding',
          says: expect.stringContaining('STRIPE_WEBHOK_SECRET'),
          mend: 'unset STRIPE_WEBHOK_SECRET',
        },
        {
          status: 'warning',
          says: expect.stringContaining('SLACK_WEBHOOK_SECRET is empty'),
          mend: 'unset SLACK_WEBHOOK_SECRET',
        },
      ]);
    },
  );

  it('names the dotenv file in which a variable is wrong', async () => {
    await project.healthy();
    const root = copiedDotenv('.env.demo', 'INTEGRATIONS_REGION=europe\n');
    const config = defineBundle({}, { ...ENVIRONMENT, INTEGRATIONS_REGION: 'europe' });
    const { results } = readConfiguration({ project: 'demo', config, providers: ['stripe'], publishing: [], root });
    expect(results).toContainEqual(
      expect.objectContaining({ status: 'finding', mend: '${EDITOR:-vi} functions/.env.demo' }),
    );
  });

  it('that switches nothing on is named in a project, and is fine on this machine', async () => {
    await project.healthy();
    const config = defineBundle({}, {});
    expect(await project.findings({ config })).toMatchObject([
      { says: 'No integration is enabled for demo, so nothing would be deployed.' },
    ]);
    expect(await project.findings({ config, project: undefined, stateDir: temporaryStateDir() })).toEqual([]);
  });

  it('on this machine needs no secret beside an API key', async () => {
    vi.stubEnv('STRIPE_API_KEY', 'sk_1');
    onTestFinished(() => void vi.unstubAllEnvs());
    const config = defineBundle({}, { STRIPE_API_KEY: 'sk_1' });
    expect(await project.findings({ config, project: undefined, stateDir: temporaryStateDir() })).toEqual([]);
  });
});

describe('the machine', () => {
  it.each([
    ['24.21.0', 'ok'],
    ['20.20.2', 'finding'],
    ['26.0.0', 'finding'],
  ])('with Node %s is %s', (version, status) => expect(nodeResult(version).status).toBe(status));

  it.each([
    [0, 'linux', 'ok', undefined],
    [-3, 'linux', 'ok', undefined],
    [61, 'linux', 'finding', 'sudo timedatectl set-ntp true'],
    [-61, 'darwin', 'finding', 'sudo sntp -sS time.apple.com'],
    [61, 'win32', 'finding', 'w32tm /resync /force'],
  ] as const)('whose clock is %i s ahead on %s: %s', (seconds, platform, status, mend) => {
    const result = verdict(seconds, platform);
    expect(result.status).toBe(status);
    expect(result.mend).toBe(mend);
  });

  it('asks nobody else when it is examined by itself', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      asked.push(url);
      return new Response();
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    const config = defineBundle({}, { STRIPE_WEBHOOK_SECRET: SECRET });
    await project.findings({ config, project: undefined, stateDir: temporaryStateDir() });
    expect(asked).toEqual([]);
  });

  it('that cannot ask for the time is told, and is not a finding', async () => {
    await project.healthy();
    expect(await project.findings({ clockUrl: 'http://127.0.0.1:1/' })).toMatchObject([
      { status: 'unknown', what: 'clock' },
    ]);
  });
});

describe('the public URL, where it is signed,', () => {
  const results = (environment: Record<string, string>, webhook: object = {}) => {
    const config = defineBundle<'twilio'>(
      { integrations: { twilio: { webhook } } },
      { TWILIO_WEBHOOK_SECRET_NAME: 'twilio', ...environment },
    );
    const place = { region: 'europe-west1', project: 'demo' };
    return publicUrlResults({ provider: 'twilio', signsUrl: true }, config.settings('twilio'), 'twilio-webhook', place);
  };

  it('is told as it is tried', () => {
    const says = 'signatures are checked for https://europe-west1-demo.cloudfunctions.net/twilio-webhook';
    expect(results({})).toEqual([{ status: 'ok', what: 'twilio: public URL', says }]);
    expect(results({ TWILIO_WEBHOOK_URL: 'https://a.example, https://b.example' })).toMatchObject([
      { status: 'ok', says: 'signatures are checked for https://a.example and https://b.example' },
    ]);
  });

  it('is missed behind a gateway, with the variable to set', () => {
    expect(results({}, { invoker: 'private' })).toMatchObject([
      { status: 'finding', mend: `echo 'TWILIO_WEBHOOK_URL=…' >> functions/.env.demo` },
    ]);
  });
});

function copiedDotenv(name: string, text: string): string {
  const root = temporaryStateDir();
  mkdirSync(path.join(root, 'functions'), { recursive: true });
  writeFileSync(path.join(root, 'functions', name), text);
  return root;
}
