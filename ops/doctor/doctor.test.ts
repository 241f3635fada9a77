import { createServer } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { defineBundle } from '../../functions/src/core/config.ts';
import { SecretAccessError } from '../../functions/src/core/ports.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { MemorySecrets } from '../../functions/src/testing/memory-ports.ts';
import { temporaryStateDir } from '../../local/testing/state-dir.ts';
import { applyCommand } from '../delivery/apply-command.ts';
import { deliveryBundle } from '../delivery/bundle.ts';
import { NoCredentialsError } from '../delivery/google/credentials.ts';
import { deployTo } from '../delivery/testing/acme.ts';
import { FakeGoogle } from '../delivery/testing/fake-google.ts';
import { testWorld } from '../delivery/testing/world.ts';
import { portOf } from '../testing/ports.ts';
import { verdict } from './clock.ts';
import { examine, type Examination } from './doctor.ts';
import { nodeResult } from './node.ts';
import type { Result } from './result.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const ENTRIES = [catalog.stripe];
const ACCOUNT = 'functions@demo.iam.gserviceaccount.com';
const FUNCTIONS = ['stripe-webhook', 'stripe-onStripeEvent', 'stripe-onDeadLetter', 'stripe-reconcile'];
const ENVIRONMENT = { STRIPE_WEBHOOK_SECRET_NAME: 'stripe-secret', STRIPE_API_KEY_NAME: 'stripe-key' };
const SECRET = 'whsec_c2VjcmV0';

let google: FakeGoogle;
let secrets: MemorySecrets;

beforeEach(async () => {
  google = await FakeGoogle.start();
  secrets = new MemorySecrets();
  secrets.set('stripe-secret', SECRET);
  secrets.set('stripe-key', 'sk_test_1');
});

afterEach(() => google[Symbol.asyncDispose]());

/** A project with Stripe deployed and everything as it should be. */
async function healthy(): Promise<void> {
  const bundle = deliveryBundle(defineBundle({}, ENVIRONMENT), ENTRIES);
  for (const integration of bundle.integrations) deployTo(google, integration);
  for (const name of FUNCTIONS) runAs(ACCOUNT, name);
  google.resources.set('firestore/projects/demo/databases/(default)', { type: 'FIRESTORE_NATIVE' });
  const roles = [
    'roles/datastore.user',
    'roles/pubsub.publisher',
    'roles/run.invoker',
    'roles/secretmanager.secretAccessor',
  ];
  google.policies.set('projects/projects/demo', {
    bindings: roles.map((role) => ({ role, members: [`serviceAccount:${ACCOUNT}`] })),
  });
  expect(await applyCommand([], testWorld(google, bundle))).toBe(0);
}

/** Deploys a function with this service account. */
function runAs(account: string, name: string): void {
  const resource = `functions/projects/demo/locations/us-central1/functions/${name}`;
  google.resources.set(resource, {
    ...google.resources.get(resource),
    serviceConfig: { serviceAccountEmail: account },
  });
}

/** A server of this machine that tells the time. */
async function clockServer(): Promise<string> {
  const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${await portOf(server)}/`;
}

async function findings(overrides: Partial<Examination> = {}): Promise<readonly Result[]> {
  const results = await examine({
    project: 'demo',
    config: defineBundle({}, ENVIRONMENT),
    catalog: ENTRIES,
    secrets,
    google: testWorld(google, deliveryBundle(defineBundle({}, {}), [])),
    clockUrl: await clockServer(),
    root: ROOT,
    stateDir: '',
    ...overrides,
  });
  expect(results.filter(({ status, mend }) => (status === 'finding') !== (mend !== undefined))).toEqual([]);
  return results.filter(({ status }) => status !== 'ok');
}

describe('the doctor in a project', () => {
  it('finds nothing where everything is as it should be, and changes nothing', async () => {
    await healthy();
    const before = google.writes.length;
    expect(await findings()).toEqual([]);
    expect(google.writes.slice(before).every(({ path: to }) => /:(test|get)Iam/.test(to))).toBe(true);
  });

  it('names the subscription that is off the policy, and the command that applies it', async () => {
    await healthy();
    const name = 'pubsub/projects/demo/subscriptions/eventarc-us-central1-stripe-onstripeevent-sub-001';
    google.resources.set(name, { ...google.resources.get(name), messageRetentionDuration: '86400s' });
    expect(await findings()).toEqual([
      {
        status: 'finding',
        what: 'subscription eventarc-us-central1-stripe-onstripeevent-sub-001 (stripe-onStripeEvent)',
        says: 'retention is 1 day, not 31 days.',
        mend: 'npm run delivery:apply -- --project demo',
      },
    ]);
  });

  it('names an expiry of the ledger that is off', async () => {
    await healthy();
    google.resources.delete(
      'firestore/projects/demo/databases/(default)/collectionGroups/integration-ledger/fields/expireAt',
    );
    expect(await findings()).toMatchObject([
      { what: 'Firestore integration-ledger.expireAt', says: 'expiry is off, not on.' },
    ]);
  });

  it('names an index that was switched off, and a database that is not there', async () => {
    await healthy();
    const field = 'firestore/projects/demo/databases/(default)/collectionGroups/integration-ledger/fields/updatedAt';
    google.resources.set(field, { indexConfig: {} });
    expect(await findings()).toMatchObject([
      {
        what: 'index integration-ledger.updatedAt',
        mend: expect.stringContaining(
          'gcloud firestore indexes fields update updatedAt --collection-group=integration-ledger --clear-exemption',
        ),
      },
    ]);
    google.resources.delete('firestore/projects/demo/databases/(default)');
    expect(await findings()).toMatchObject([
      {
        says: 'There is no database (default) in demo.',
        mend: expect.stringContaining('gcloud firestore databases create'),
      },
    ]);
  });

  it('names permissions that the caller lacks, with the role that brings them', async () => {
    await healthy();
    google.withheld.add('pubsub.subscriptions.update').add('monitoring.timeSeries.list');
    expect(await findings()).toMatchObject([
      { says: 'You lack pubsub.subscriptions.update.', mend: expect.stringContaining('--role=roles/pubsub.admin') },
      { says: 'You lack monitoring.timeSeries.list.', mend: expect.stringContaining('--role=roles/monitoring.viewer') },
    ]);
  });

  it("names what the functions' own account may not do, unless it may on the resource itself", async () => {
    await healthy();
    google.policies.set('projects/projects/demo', {
      bindings: [
        { role: 'roles/editor', members: [`serviceAccount:${ACCOUNT}`] },
        { role: 'roles/secretmanager.secretAccessor', members: [`serviceAccount:${ACCOUNT}`], condition: {} },
      ],
    });
    google.resources.set('secrets/projects/demo/secrets/stripe-key', {});
    google.policies.set('secrets/projects/demo/secrets/stripe-key', {
      bindings: [{ role: 'roles/secretmanager.secretAccessor', members: [`serviceAccount:${ACCOUNT}`] }],
    });
    expect(await findings()).toEqual([
      {
        status: 'finding',
        what: 'service account: read the secret stripe-secret',
        says: `${ACCOUNT} may not.`,
        mend: `gcloud secrets add-iam-policy-binding stripe-secret --member=serviceAccount:${ACCOUNT} --role=roles/secretmanager.secretAccessor --project=demo`,
      },
    ]);
  });

  it('asks of each account what its own functions do, and nothing else', async () => {
    await healthy();
    const door = 'door@demo.iam.gserviceaccount.com';
    runAs(door, 'stripe-webhook');
    const topics = 'projects/demo/topics/integration-stripe-events';
    google.policies.set(`pubsub/${topics}`, {
      bindings: [{ role: 'roles/pubsub.publisher', members: [`serviceAccount:${door}`] }],
    });
    expect(await findings()).toEqual([
      {
        status: 'finding',
        what: 'service account: read the secret stripe-secret',
        says: `${door} may not.`,
        mend: `gcloud secrets add-iam-policy-binding stripe-secret --member=serviceAccount:${door} --role=roles/secretmanager.secretAccessor --project=demo`,
      },
    ]);
  });

  it('names an account that may not deliver to its function, unless it may to that one', async () => {
    await healthy();
    const account = 'logic@demo.iam.gserviceaccount.com';
    const roles = ['roles/datastore.user', 'roles/pubsub.publisher', 'roles/secretmanager.secretAccessor'];
    for (const name of ['stripe-onStripeEvent', 'stripe-onDeadLetter']) runAs(account, name);
    google.policies.set('projects/projects/demo', {
      bindings: [
        { role: 'roles/owner', members: [`serviceAccount:${ACCOUNT}`] },
        ...roles.map((role) => ({ role, members: [`serviceAccount:${account}`] })),
      ],
    });
    const service = 'run/projects/demo/locations/us-central1/services/stripe-ondeadletter';
    google.resources.set(service, {});
    google.policies.set(service, {
      bindings: [{ role: 'roles/run.invoker', members: [`serviceAccount:${account}`] }],
    });
    expect(await findings()).toEqual([
      {
        status: 'finding',
        what: 'service account: deliver to stripe-onStripeEvent',
        says: `${account} may not.`,
        mend: `gcloud run services add-iam-policy-binding stripe-onstripeevent --region=us-central1 --member=serviceAccount:${account} --role=roles/run.invoker --project=demo`,
      },
    ]);
  });

  it('does not judge a role of the operator’s own', async () => {
    await healthy();
    google.policies.set('projects/projects/demo', {
      bindings: [{ role: 'projects/demo/roles/integrations', members: [`serviceAccount:${ACCOUNT}`] }],
    });
    const found = await findings();
    expect(new Set(found.map(({ status }) => status))).toEqual(new Set(['unknown']));
    expect(found).toContainEqual(expect.objectContaining({ what: 'service account: read and write Firestore' }));
  });

  it('says what Google refused to show, and looks at the rest', async () => {
    await healthy();
    google.fail(/testIamPermissions/, 403);
    google.withheld.add('pubsub.topics.get');
    expect(await findings()).toMatchObject([{ status: 'unknown', what: 'your permissions' }]);
  });

  it('names what is not deployed yet, and the command that deploys it', async () => {
    await healthy();
    google.resources.delete('functions/projects/demo/locations/us-central1/functions/stripe-onStripeEvent');
    expect(await findings()).toMatchObject([
      {
        says: 'stripe-onStripeEvent is not deployed in us-central1.',
        mend: expect.stringContaining('firebase-tools deploy'),
      },
    ]);
  });

  it('where nobody is signed in it says so once, and looks at what is here', async () => {
    const none = { ...testWorld(google, deliveryBundle(defineBundle({}, {}), [])) };
    const connect = () => Promise.reject(new NoCredentialsError('none'));
    expect(await findings({ google: { ...none, connect } })).toMatchObject([
      { what: 'Google credentials', mend: 'gcloud auth application-default login' },
    ]);
  });
});

describe('secrets', () => {
  it.each<[string, () => void, string, string]>([
    [
      'that there is not',
      () => (secrets = new MemorySecrets()),
      'The secret stripe-secret does not exist',
      'gcloud secrets create stripe-secret --replication-policy=automatic --data-file=- --project=demo',
    ],
    [
      'that is no secret of Stripe',
      () => secrets.set('stripe-secret', SECRET, ' , '),
      'empty secret',
      'gcloud secrets versions add stripe-secret --data-file=- --project=demo',
    ],
    [
      'that may not be read',
      () => {
        secrets.versions = () => Promise.reject(new SecretAccessError('denied', 'no'));
      },
      'may not be read',
      'gcloud secrets add-iam-policy-binding stripe-secret --member="user:$(gcloud config get account)" --role=roles/secretmanager.secretAccessor --project=demo',
    ],
    [
      'of a Secret Manager that does not answer',
      () => {
        secrets.versions = () => Promise.reject(new SecretAccessError('unreachable', 'no'));
      },
      'cannot be looked up',
      'gcloud services enable secretmanager.googleapis.com --project=demo',
    ],
  ])('%s are named with the command that mends it', async (_what, change, says, mend) => {
    await healthy();
    change();
    expect(await findings()).toContainEqual({
      status: 'finding',
      what: 'stripe: webhook secret',
      says: expect.stringContaining(says),
      mend,
    });
  });

  it('of the API are looked at too', async () => {
    await healthy();
    secrets.set('stripe-key', ' ');
    expect(await findings()).toMatchObject([
      { what: 'stripe: API key', mend: 'gcloud secrets versions add stripe-key --data-file=- --project=demo' },
    ]);
  });
});

describe('the configuration', () => {
  it('that is half is named with the variable to set, in the file of the project', async () => {
    const config = defineBundle({}, { STRIPE_API_KEY: 'sk_1' });
    expect(await findings({ config })).toContainEqual({
      status: 'finding',
      what: 'stripe: configuration',
      says: expect.stringContaining('stripe is configured without a webhook secret'),
      mend: `echo 'STRIPE_WEBHOOK_SECRET=…' >> functions/.env.demo`,
    });
  });

  it('whose options are wrong is mended where they are', async () => {
    await healthy();
    const egress: object = { functions: { vpcConnectorEgressSettings: 'ALL' } };
    for (const options of [{ integrations: { stripe: { toleranceSeconds: 0 } } }, egress]) {
      const found = await findings({ config: defineBundle(options, ENVIRONMENT) });
      expect(found).toMatchObject([{ mend: '${EDITOR:-vi} functions/src/integrations.config.ts' }]);
    }
  });

  it('that switches nothing on is named in a project, and is fine on this machine', async () => {
    await healthy();
    const config = defineBundle({}, {});
    expect(await findings({ config })).toMatchObject([
      { says: 'No integration is on for demo: nothing would be deployed.' },
    ]);
    expect(await findings({ config, project: undefined, stateDir: temporaryStateDir() })).toEqual([]);
  });

  it('on this machine needs no secret beside an API key', async () => {
    vi.stubEnv('STRIPE_API_KEY', 'sk_1');
    onTestFinished(() => void vi.unstubAllEnvs());
    const config = defineBundle({}, { STRIPE_API_KEY: 'sk_1' });
    expect(await findings({ config, project: undefined, stateDir: temporaryStateDir() })).toEqual([]);
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

  it('that cannot ask for the time is told, and is no finding', async () => {
    await healthy();
    expect(await findings({ clockUrl: 'http://127.0.0.1:1/' })).toMatchObject([{ status: 'unknown', what: 'clock' }]);
  });
});
