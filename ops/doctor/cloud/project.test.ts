import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineBundle } from '../../../functions/src/core/config/bundle.ts';
import { deliveryBundle } from '../../delivery/bundle.ts';
import { CredentialsError, NoCredentialsError } from '../../delivery/google/credentials.ts';
import { testWorld } from '../../delivery/testing/world.ts';
import { ACCOUNT, ExaminedProject, SCHEDULE } from '../testing/examined-project.ts';

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
    project.google.resources.set(field, { indexConfig: { usesAncestorConfig: true } });
    const subjects = field.replace('updatedAt', 'subjects');
    project.google.resources.set(subjects, { indexConfig: {} });
    expect(await project.findings()).toMatchObject([
      {
        what: 'index integration-ledger.subjects',
        says: 'It is switched off: events cannot be found by the customer, the order or the address that they concern.',
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

  it('warns of a database that makes no index by itself', async () => {
    await project.healthy();
    const name = 'firestore/projects/demo/databases/(default)';
    project.google.resources.set(name, { type: 'FIRESTORE_NATIVE', databaseEdition: 'ENTERPRISE' });
    expect(await project.findings()).toMatchObject([
      {
        status: 'warning',
        says: expect.stringContaining('is of the Enterprise edition, which makes no index by itself'),
        mend: expect.stringContaining('--edition=standard'),
      },
    ]);
    project.google.resources.set(name, { type: 'FIRESTORE_NATIVE', databaseEdition: 'STANDARD' });
    expect(await project.findings()).toEqual([]);
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

  it('says so once if nobody is signed in, and checks what is here', async () => {
    const none = { ...testWorld(project.google, deliveryBundle(defineBundle({}, {}), [])) };
    const connect = () => Promise.reject(new NoCredentialsError('none'));
    // Google's own client for secrets would end the process.
    project.secrets.versions = () => Promise.reject(new Error('asked for a secret without credentials'));
    expect(await project.findings({ google: { ...none, connect }, clockUrl: 'http://127.0.0.1:1/' })).toEqual([
      {
        status: 'finding',
        what: 'Google credentials',
        says: 'Neither the project nor its secrets could be checked: none',
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

  it('names a schedule that calls as an account that may no longer call, and the command that fixes it', async () => {
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
