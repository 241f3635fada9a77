import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { defineBundle } from '../../functions/src/core/config.ts';
import { SecretAccessError } from '../../functions/src/core/ports.ts';
import { MemorySecrets } from '../../functions/src/testing/memory-ports.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { temporaryStateDir } from '../../local/testing/state-dir.ts';
import { deliveryBundle } from '../delivery/bundle.ts';
import { CredentialsError, NoCredentialsError } from '../delivery/google/credentials.ts';
import { testWorld } from '../delivery/testing/world.ts';
import { verdict } from './clock.ts';
import { readConfiguration } from './configuration.ts';
import { nodeResult } from './node.ts';
import { publicUrlResults } from './public-url.ts';
import { ACCOUNT, ENVIRONMENT, ExaminedProject, SCHEDULE, SECRET } from './testing/examined-project.ts';

let project: ExaminedProject;

beforeEach(async () => {
  project = await ExaminedProject.start();
});

afterEach(() => project[Symbol.asyncDispose]());

describe('the doctor in a project', () => {
  it('finds nothing where everything is as it should be, and changes nothing', async () => {
    await project.healthy();
    const before = project.google.writes.length;
    expect(await project.findings()).toEqual([]);
    expect(project.google.writes.slice(before).every(({ path: to }) => /:(test|get)Iam/.test(to))).toBe(true);
  });

  it('names the subscription that is off the policy, and the command that applies it', async () => {
    await project.healthy();
    const name = 'pubsub/projects/demo/subscriptions/eventarc-us-central1-stripe-onstripeevent-sub-001';
    project.google.resources.set(name, { ...project.google.resources.get(name), messageRetentionDuration: '86400s' });
    expect(await project.findings()).toEqual([
      {
        status: 'finding',
        what: 'subscription eventarc-us-central1-stripe-onstripeevent-sub-001 (stripe-onStripeEvent)',
        says: 'retention: 1 day; the policy says 31 days.',
        mend: 'npm run delivery:apply -- --project demo',
      },
    ]);
  });

  it('names the replay that brings back what a subscription dropped while it was off the policy', async () => {
    await project.healthy();
    const name = 'pubsub/projects/demo/subscriptions/eventarc-us-central1-stripe-onstripeevent-sub-001';
    project.google.resources.set(name, { ...project.google.resources.get(name), messageRetentionDuration: '86400s' });
    const now = () => new Date('2026-11-25T12:00:00Z');
    const google = testWorld(project.google, deliveryBundle(defineBundle({}, {}), []), { now });
    expect(await project.findings({ google })).toMatchObject([
      { mend: 'npm run delivery:apply -- --project demo' },
      {
        what: 'events of stripe-onStripeEvent',
        says: expect.stringContaining('kept events for 1 day only'),
        mend: 'npx integrations replay --provider stripe --consumer stripe-onStripeEvent --since 2026-11-23T09:00:00Z --project demo',
      },
    ]);
  });

  it('says of a grant that is missing just that', async () => {
    await project.healthy();
    project.google.policies.delete('pubsub/projects/demo/topics/integration-stripe-events-dead-letter');
    expect(await project.findings()).toMatchObject([
      {
        says: 'roles/pubsub.publisher for service-1234@gcp-sa-pubsub.iam.gserviceaccount.com: not granted; the policy says granted.',
      },
    ]);
  });

  it('does not take functions that Google does not list for functions that are not there', async () => {
    await project.healthy();
    project.google.fail(/GET functions/, 403);
    expect(await project.findings()).toMatchObject([{ status: 'unknown', what: 'deployed functions' }]);
  });

  it('names an expiry of the ledger that is off', async () => {
    await project.healthy();
    project.google.resources.delete(
      'firestore/projects/demo/databases/(default)/collectionGroups/integration-ledger/fields/expireAt',
    );
    expect(await project.findings()).toMatchObject([
      { what: 'Firestore integration-ledger.expireAt', says: 'expiry: off; the policy says on.' },
    ]);
  });

  it('names an index that was switched off, and a database that is not there', async () => {
    await project.healthy();
    const field = 'firestore/projects/demo/databases/(default)/collectionGroups/integration-ledger/fields/updatedAt';
    project.google.resources.set(field, { indexConfig: {} });
    expect(await project.findings()).toMatchObject([
      {
        what: 'index integration-ledger.updatedAt',
        mend: expect.stringContaining(
          'gcloud firestore indexes fields update updatedAt --collection-group=integration-ledger --clear-exemption',
        ),
      },
    ]);
    project.google.resources.delete('firestore/projects/demo/databases/(default)');
    expect(await project.findings()).toMatchObject([
      {
        says: 'There is no database (default) in demo.',
        mend: expect.stringContaining('gcloud firestore databases create'),
      },
    ]);
  });

  it('says what Google refused to show, and looks at the rest', async () => {
    await project.healthy();
    project.google.fail(/testIamPermissions/, 403);
    project.google.withheld.add('pubsub.topics.get');
    expect(await project.findings()).toMatchObject([{ status: 'unknown', what: 'your permissions' }]);
  });

  it('names what is not deployed yet, and the command that deploys it', async () => {
    await project.healthy();
    project.google.resources.delete('functions/projects/demo/locations/us-central1/functions/stripe-onStripeEvent');
    expect(await project.findings()).toMatchObject([
      {
        says: 'stripe-onStripeEvent is not deployed in us-central1.',
        mend: 'npx firebase-tools@15.34.2 deploy --only functions:integration-service --project demo',
      },
    ]);
  });

  it('where nobody is signed in it says so once, and looks at what is here', async () => {
    const none = { ...testWorld(project.google, deliveryBundle(defineBundle({}, {}), [])) };
    const connect = () => Promise.reject(new NoCredentialsError('none'));
    // Google's own client for secrets would end the process.
    project.secrets.versions = () => Promise.reject(new Error('asked for a secret without credentials'));
    expect(await project.findings({ google: { ...none, connect }, clockUrl: 'http://127.0.0.1:1/' })).toEqual([
      {
        status: 'finding',
        what: 'Google credentials',
        says: 'Neither the project nor its secrets could be looked at: none',
        mend: 'gcloud auth application-default login',
      },
    ]);
  });

  it('says of credentials that cannot be used that they are in the way', async () => {
    const none = { ...testWorld(project.google, deliveryBundle(defineBundle({}, {}), [])) };
    const connect = () => Promise.reject(new CredentialsError('The Google credentials cannot be used: no such file'));
    expect(await project.findings({ google: { ...none, connect } })).toMatchObject([
      { mend: 'unset GOOGLE_APPLICATION_CREDENTIALS; gcloud auth application-default login' },
    ]);
  });

  it('names a schedule that calls as an account that may no longer call, and the command that mends it', async () => {
    await project.healthy();
    const old = 'old@demo.iam.gserviceaccount.com';
    project.google.resources.set(SCHEDULE, { httpTarget: { oidcToken: { serviceAccountEmail: old } } });
    expect(await project.findings()).toEqual([
      {
        status: 'finding',
        what: 'schedule of stripe-reconcile',
        says: `Cloud Scheduler calls it as ${old}, but only ${ACCOUNT} may call it.`,
        mend: `gcloud scheduler jobs update http firebase-schedule-stripe-reconcile-us-central1 --location=us-central1 --oidc-service-account-email=${ACCOUNT} --project=demo`,
      },
    ]);
  });

  it('names a schedule that is gone', async () => {
    await project.healthy();
    project.google.resources.delete(SCHEDULE);
    expect(await project.findings()).toMatchObject([
      { what: 'schedule of stripe-reconcile', mend: expect.stringContaining('deploy --only functions:') },
    ]);
  });
});

describe('secrets', () => {
  it.each<[string, () => void, string, string]>([
    [
      'that there is not',
      () => (project.secrets = new MemorySecrets()),
      'The secret stripe-secret does not exist',
      'gcloud secrets create stripe-secret --replication-policy=automatic --data-file=- --project=demo',
    ],
    [
      'that is no secret of Stripe',
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
      'gcloud secrets add-iam-policy-binding stripe-secret --member="user:$(gcloud config get account)" --role=roles/secretmanager.secretAccessor --project=demo',
    ],
    [
      'of a Secret Manager that does not answer',
      () => {
        project.secrets.versions = () => Promise.reject(new SecretAccessError('unreachable', 'no'));
      },
      'cannot be looked up',
      'gcloud services enable secretmanager.googleapis.com --project=demo',
    ],
  ])('%s are named with the command that mends it', async (_what, change, says, mend) => {
    await project.healthy();
    change();
    expect(await project.findings()).toContainEqual({
      status: 'finding',
      what: 'stripe: webhook secret',
      says: expect.stringContaining(says),
      mend,
    });
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

  it('of another project are mended there', async () => {
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

  it('whose options are wrong is mended where they are', async () => {
    await project.healthy();
    const egress: object = { functions: { vpcConnectorEgressSettings: 'ALL' } };
    for (const options of [{ integrations: { stripe: { toleranceSeconds: 0 } } }, egress]) {
      const found = await project.findings({ config: defineBundle(options, ENVIRONMENT) });
      expect(found).toMatchObject([{ mend: '${EDITOR:-vi} functions/src/integrations.config.ts' }]);
    }
  });

  it('is examined as a start does it: every fault is a finding, and a warning is none', async () => {
    await project.healthy();
    const environment = { ...ENVIRONMENT, STRIPE_WEBHOK_SECRET: 'whsec_1234567890', SLACK_WEBHOOK_SECRET: '' };
    const unchecked: object = { regoin: 'x', integrations: { strpe: {}, stripe: { tolerance: 5 } } };
    const results = await project.findings({
      config: defineBundle(unchecked, environment),
      catalog: [catalog.slack, catalog.stripe],
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
      { status: 'finding', says: expect.stringContaining('STRIPE_WEBHOK_SECRET'), mend: 'unset STRIPE_WEBHOK_SECRET' },
      {
        status: 'warning',
        says: expect.stringContaining('SLACK_WEBHOOK_SECRET is empty'),
        mend: 'unset SLACK_WEBHOOK_SECRET',
      },
    ]);
  });

  it('names the dotenv file in which a variable is wrong', async () => {
    await project.healthy();
    const root = copiedDotenv('.env.demo', 'INTEGRATIONS_REGION=europe\n');
    const config = defineBundle({}, { ...ENVIRONMENT, INTEGRATIONS_REGION: 'europe' });
    const { results } = readConfiguration({ project: 'demo', config, providers: ['stripe'], root });
    expect(results).toContainEqual(
      expect.objectContaining({ status: 'finding', mend: '${EDITOR:-vi} functions/.env.demo' }),
    );
  });

  it('that switches nothing on is named in a project, and is fine on this machine', async () => {
    await project.healthy();
    const config = defineBundle({}, {});
    expect(await project.findings({ config })).toMatchObject([
      { says: 'No integration is on for demo: nothing would be deployed.' },
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

  it('that cannot ask for the time is told, and is no finding', async () => {
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
