import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineBundle } from '../../../functions/src/core/config/bundle.ts';
import { ENVIRONMENT, ExaminedProject } from '../testing/examined-project.ts';

const BUCKET = 'storage/b/demo-events';
const RELEASE = 'rules/projects/demo/releases/firebase.storage/demo-events';
const CREATE =
  'gcloud storage buckets create gs://demo-integration-events --location=us-central1 --uniform-bucket-level-access --public-access-prevention --project=demo';

let project: ExaminedProject;

beforeEach(async () => {
  project = await ExaminedProject.start();
  await project.healthy();
});

afterEach(() => project[Symbol.asyncDispose]());

describe('a bucket for large events', () => {
  it('that is not configured is a warning, with the commands that make one and name it', async () => {
    const { INTEGRATIONS_BUCKET: _bucket, ...environment } = ENVIRONMENT;
    expect(await project.findings({ config: defineBundle({}, environment) })).toEqual([
      {
        status: 'warning',
        what: 'bucket for large events',
        says: 'There is none: an event that is too large for Eventarc is answered 500 until there is (stripe).',
        mend: `${CREATE} && echo 'INTEGRATIONS_BUCKET=demo-integration-events' >> functions/.env.demo`,
      },
    ]);
  });

  it('is not missed where no integration takes events that large', async () => {
    const { INTEGRATIONS_BUCKET: _bucket, ...environment } = ENVIRONMENT;
    const config = defineBundle({ integrations: { stripe: { maxBytes: 300_000 } } }, environment);
    expect(await project.findings({ config })).toEqual([]);
  });

  it('that Firebase Storage serves is a finding: the rules of the app would decide who reads events', async () => {
    project.google.resources.set(RELEASE, { name: 'firebase.storage/demo-events', rulesetName: 'rulesets/1' });
    expect(await project.findings()).toMatchObject([
      { status: 'finding', what: 'bucket for large events', says: expect.stringMatching(/Storage rules of your app/) },
    ]);
  });

  it('of a project that has never used Firebase rules is served by none', async () => {
    project.google.disabled.add('firebaserules.googleapis.com');
    expect(await project.findings()).toEqual([]);
  });

  it.each([
    ['allUsers', 'finding'],
    ['allAuthenticatedUsers', 'finding'],
    ['user:ada@example.com', undefined],
  ])('that %s may read: %s', async (member, status) => {
    project.google.resources.set(BUCKET, { ...project.google.resources.get(BUCKET), iamConfiguration: {} });
    const bindings = [{ role: 'roles/storage.objectViewer', members: [member] }];
    project.google.resources.set(`${BUCKET}/iam`, { bindings });
    expect((await project.findings()).map((result) => result.status)).toEqual(status === undefined ? [] : [status]);
  });

  it('that is not there is a finding, with the command that makes it', async () => {
    project.google.resources.delete(BUCKET);
    expect(await project.findings()).toContainEqual({
      status: 'finding',
      what: 'bucket for large events',
      says: 'There is no bucket demo-events.',
      mend: CREATE.replace('demo-integration-events', 'demo-events'),
    });
  });
});
