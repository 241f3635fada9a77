import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineBundle } from '../../../functions/src/core/config/bundle.ts';
import { ACCOUNT, ENVIRONMENT, ExaminedProject, SECRET } from '../testing/examined-project.ts';

let project: ExaminedProject;

beforeEach(async () => {
  project = await ExaminedProject.start();
});

afterEach(() => project[Symbol.asyncDispose]());

describe('the doctor, of who may do what in a project,', () => {
  it('names permissions that the caller lacks, with the role that brings them', async () => {
    await project.healthy();
    project.google.withheld.add('pubsub.subscriptions.update').add('monitoring.timeSeries.list');
    expect(await project.findings()).toMatchObject([
      { says: 'You lack pubsub.subscriptions.update.', mend: expect.stringContaining('--role=roles/pubsub.admin') },
      { says: 'You lack monitoring.timeSeries.list.', mend: expect.stringContaining('--role=roles/monitoring.viewer') },
    ]);
  });

  it("names what the functions' own account may not do, unless it may on the resource itself", async () => {
    await project.healthy();
    project.google.policies.set('projects/projects/demo', {
      bindings: [
        { role: 'roles/editor', members: [`serviceAccount:${ACCOUNT}`] },
        { role: 'roles/secretmanager.secretAccessor', members: [`serviceAccount:${ACCOUNT}`], condition: {} },
      ],
    });
    project.google.resources.set('secrets/projects/demo/secrets/stripe-key', {});
    project.google.policies.set('secrets/projects/demo/secrets/stripe-key', {
      bindings: [{ role: 'roles/secretmanager.secretAccessor', members: [`serviceAccount:${ACCOUNT}`] }],
    });
    expect(await project.findings()).toEqual([
      {
        status: 'finding',
        what: 'service account: read the secret stripe-secret',
        says: `${ACCOUNT} may not.`,
        mend: `gcloud secrets add-iam-policy-binding stripe-secret --member=serviceAccount:${ACCOUNT} --role=roles/secretmanager.secretAccessor --condition=None --project=demo`,
      },
    ]);
  });

  it('asks of each account what its own functions do, and nothing else', async () => {
    await project.healthy();
    const door = 'door@demo.iam.gserviceaccount.com';
    project.runAs(door, 'stripe-webhook');
    const topics = 'projects/demo/topics/integration-stripe-events';
    project.google.policies.set(`pubsub/${topics}`, {
      bindings: [{ role: 'roles/pubsub.publisher', members: [`serviceAccount:${door}`] }],
    });
    expect(await project.findings()).toEqual([
      {
        status: 'finding',
        what: 'service account: read the secret stripe-secret',
        says: `${door} may not.`,
        mend: `gcloud secrets add-iam-policy-binding stripe-secret --member=serviceAccount:${door} --role=roles/secretmanager.secretAccessor --condition=None --project=demo`,
      },
      {
        status: 'finding',
        what: 'service account: see the versions of the secret stripe-secret',
        says: `${door} may not.`,
        mend: `gcloud secrets add-iam-policy-binding stripe-secret --member=serviceAccount:${door} --role=roles/secretmanager.viewer --condition=None --project=demo`,
      },
    ]);
  });

  it('names an account that may not deliver to its function, unless it may to that one', async () => {
    await project.healthy();
    const account = 'logic@demo.iam.gserviceaccount.com';
    const roles = ['roles/datastore.user', 'roles/pubsub.publisher', 'roles/secretmanager.secretAccessor'];
    for (const name of ['stripe-onStripeEvent', 'stripe-onDeadLetter']) project.runAs(account, name);
    project.google.policies.set('projects/projects/demo', {
      bindings: [
        { role: 'roles/owner', members: [`serviceAccount:${ACCOUNT}`] },
        ...roles.map((role) => ({ role, members: [`serviceAccount:${account}`] })),
      ],
    });
    const service = 'run/projects/demo/locations/us-central1/services/stripe-ondeadletter';
    project.google.resources.set(service, {});
    project.google.policies.set(service, {
      bindings: [{ role: 'roles/run.invoker', members: [`serviceAccount:${account}`] }],
    });
    expect(await project.findings()).toEqual([
      {
        status: 'finding',
        what: 'service account: deliver to stripe-onStripeEvent',
        says: `${account} may not.`,
        mend: `gcloud run services add-iam-policy-binding stripe-onstripeevent --region=us-central1 --member=serviceAccount:${account} --role=roles/run.invoker --condition=None --project=demo`,
      },
    ]);
  });

  it('does not take a role on this project for one on a secret of another', async () => {
    await project.healthy();
    const name = 'projects/vault/secrets/stripe';
    project.secrets.set(name, SECRET);
    project.google.resources.set(`secrets/${name}`, {});
    const config = defineBundle({}, { ...ENVIRONMENT, STRIPE_WEBHOOK_SECRET_NAME: name });
    const command = `gcloud secrets add-iam-policy-binding stripe --member=serviceAccount:${ACCOUNT}`;
    expect(await project.findings({ config })).toMatchObject([
      {
        what: 'service account: read the secret stripe',
        mend: `${command} --role=roles/secretmanager.secretAccessor --condition=None --project=vault`,
      },
      {
        what: 'service account: see the versions of the secret stripe',
        mend: `${command} --role=roles/secretmanager.viewer --condition=None --project=vault`,
      },
    ]);
    project.secrets.set(`${name}/versions/3`, SECRET);
    const pinned = defineBundle({}, { ...ENVIRONMENT, STRIPE_WEBHOOK_SECRET_NAME: `${name}/versions/3` });
    expect(await project.findings({ config: pinned })).toMatchObject([
      { what: 'service account: read the secret stripe' },
    ]);
  });

  it('does not judge a role of the operator’s own', async () => {
    await project.healthy();
    project.grant(ACCOUNT, ['projects/demo/roles/integrations']);
    const found = await project.findings();
    expect(new Set(found.map(({ status }) => status))).toEqual(new Set(['unknown']));
    expect(found).toContainEqual(expect.objectContaining({ what: 'service account: read and write Firestore' }));
  });
});
