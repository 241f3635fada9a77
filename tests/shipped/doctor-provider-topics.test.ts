import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { FakeGoogle } from '../../ops/delivery/testing/fake-google.ts';
import { ExaminedProject } from '../../ops/doctor/testing/examined-project.ts';
import { providerTopicResults } from '../../ops/doctor/cloud/provider-topics.ts';

const SHOPIFY = 'serviceAccount:delivery@shopify-pubsub-webhooks.iam.gserviceaccount.com';
const PUBLISHER = 'roles/pubsub.publisher';
const TOPIC = 'projects/demo/topics/orders';
const WHAT = 'shopify: topic orders';
const MINE = { role: PUBLISHER, members: [SHOPIFY] };

let google: FakeGoogle;

beforeEach(async () => {
  google = await FakeGoogle.start();
  google.resources.set(`pubsub/${TOPIC}`, { name: TOPIC });
  google.resources.set('projects/projects/demo', { projectId: 'demo' });
});

afterEach(() => google[Symbol.asyncDispose]());

function look(...bindings: readonly object[]) {
  google.policies.set(`pubsub/${TOPIC}`, { etag: '1', bindings });
  const on = [defineBundle({}, { SHOPIFY_PUBSUB_TOPIC: 'orders' }).settings('shopify')];
  const { rest, endpoints } = google;
  return providerTopicResults(on, [catalog.shopify], { projectId: 'demo', rest, endpoints });
}

function revoke(member: string, role: string): string {
  return `gcloud pubsub topics remove-iam-policy-binding orders --member=${member} --role=${role} --project=demo`;
}

describe('the doctor, of a topic of the provider’s own,', () => {
  it('is content if only the provider may publish, and says who may by roles on the project', async () => {
    const readers = { role: 'roles/pubsub.viewer', members: ['user:ann@example.com', 'allUsers'] };
    const gone = { role: 'roles/pubsub.admin', members: ['deleted:user:bob@example.com?uid=1'] };
    const says = `by its own policy only ${SHOPIFY.slice('serviceAccount:'.length)} may publish; by roles on the project`;
    expect(await look(MINE, readers, gone)).toEqual([{ status: 'ok', what: WHAT, says: `${says} nobody else` }]);
    google.policies.set('projects/projects/demo', {
      bindings: [
        { role: 'roles/owner', members: ['user:ann@example.com'] },
        { role: 'roles/editor', members: ['user:ann@example.com', 'group:all@example.com'] },
        { role: 'roles/viewer', members: ['user:eve@example.com'] },
      ],
    });
    const others = `${says} also user:ann@example.com, group:all@example.com`;
    expect(await look(MINE)).toEqual([{ status: 'ok', what: WHAT, says: others }]);
    google.fail(/projects\/demo:getIamPolicy/, 403);
    const untold = `${says} perhaps others, which Google did not tell`;
    expect(await look(MINE)).toEqual([{ status: 'ok', what: WHAT, says: untold }]);
  });

  it.each([
    ['nobody may publish', []],
    ['it may only under a condition', [{ ...MINE, condition: { expression: 'false' } }]],
  ])('says how to let the provider publish if %s', async (_what, bindings) => {
    const mend = `gcloud pubsub topics add-iam-policy-binding orders --member=${SHOPIFY} --role=${PUBLISHER} --project=demo`;
    expect(await look(...bindings)).toMatchObject([{ status: 'finding', what: WHAT, mend }]);
  });

  it.each([
    ['allUsers', PUBLISHER, 'Anyone may publish to it'],
    ['allAuthenticatedUsers', PUBLISHER, 'Anyone with a Google account may publish to it'],
    ['user:eve@example.com', PUBLISHER, 'user:eve@example.com may publish to it'],
    ['serviceAccount:app@demo.iam.gserviceaccount.com', 'roles/pubsub.editor', 'app@demo.iam.gserviceaccount.com'],
    ['group:all@example.com', 'roles/pubsub.admin', 'group:all@example.com may publish to it'],
    ['projectEditor:demo', 'roles/editor', 'projectEditor:demo may publish to it'],
    ['projectOwner:demo', 'roles/owner', 'projectOwner:demo may publish to it'],
  ])('names %s as %s, and the command that takes the role back', async (member, role, says) => {
    expect(await look(MINE, { role, members: [member] })).toEqual([
      { status: 'finding', what: WHAT, says: expect.stringContaining(says), mend: revoke(member, role) },
    ]);
  });

  it('quotes a member that a shell would take for a pattern', async () => {
    const pool = 'principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*';
    const [result] = await look(MINE, { role: PUBLISHER, members: [pool] });
    expect(result?.mend).toBe(revoke(`'${pool}'`, PUBLISHER));
  });

  it('names a role of the provider’s that allows more than to publish', async () => {
    expect(await look({ role: 'roles/pubsub.admin', members: [SHOPIFY] }, MINE)).toMatchObject([
      {
        status: 'finding',
        says: expect.stringContaining('roles/pubsub.admin'),
        mend: revoke(SHOPIFY, 'roles/pubsub.admin'),
      },
    ]);
  });

  it.each(['projects/demo/roles/mine', 'roles/dataflow.worker'])(
    'cannot tell what %s holds, and says so',
    async (role) => {
      expect(await look(MINE, { role, members: ['user:eve@example.com'] })).toEqual([
        { status: 'unknown', what: WHAT, says: expect.stringContaining(role) },
      ]);
    },
  );

  it('says how to make a topic that is not there', async () => {
    google.resources.delete(`pubsub/${TOPIC}`);
    expect(await look()).toMatchObject([
      { status: 'finding', what: WHAT, mend: 'gcloud pubsub topics create orders --project=demo' },
    ]);
  });
});

describe('the doctor in a project', () => {
  let project: ExaminedProject;

  beforeEach(async () => {
    project = await ExaminedProject.start();
    await project.healthy();
  });

  afterEach(() => project[Symbol.asyncDispose]());

  async function ofTopics() {
    const config = defineBundle({}, { SHOPIFY_PUBSUB_TOPIC: 'orders' });
    const results = await project.findings({ config, catalog: [catalog.shopify, catalog.stripe] });
    return results.filter(({ what }) => what.includes('topic'));
  }

  it('looks at the topic that is configured', async () => {
    expect(await ofTopics()).toContainEqual(
      expect.objectContaining({ what: WHAT, mend: 'gcloud pubsub topics create orders --project=demo' }),
    );
  });

  it('says so if Google does not tell its policy', async () => {
    project.google.fail(/topics\/orders:getIamPolicy/, 403);
    expect(await ofTopics()).toContainEqual(
      expect.objectContaining({ status: 'unknown', what: 'topics of providers' }),
    );
  });
});
