import { expect, it } from 'vitest';
import { FakeGoogle } from '../testing/fake-google.ts';
import { RestGrants } from './grants.ts';

const TOPIC = 'projects/demo/topics/letters';
const GRANT = { resource: TOPIC, role: 'roles/pubsub.publisher', member: 'serviceAccount:agent@example' };
const CONDITIONAL = {
  role: 'roles/pubsub.publisher',
  members: ['serviceAccount:agent@example'],
  condition: { title: 'until Friday', expression: 'request.time < timestamp("2026-11-27T00:00:00Z")' },
};

async function withPolicy(policy?: Record<string, unknown>) {
  const google = await FakeGoogle.start();
  google.resources.set(`pubsub/${TOPIC}`, { name: TOPIC });
  if (policy !== undefined) google.policies.set(`pubsub/${TOPIC}`, policy);
  return { google, grants: new RestGrants(google.rest, google.endpoints.pubsub) };
}

const policyOf = (google: FakeGoogle) => google.policies.get(`pubsub/${TOPIC}`);

it('a grant is added to what there is, and nothing else of the policy changes', async () => {
  const others = [{ role: 'roles/pubsub.viewer', members: ['user:eve@example'] }, CONDITIONAL];
  const { google, grants } = await withPolicy({ version: 3, etag: 'e1', bindings: others, auditConfigs: ['kept'] });
  await using _ = google;
  await grants.add(GRANT);
  expect(policyOf(google)).toEqual({
    version: 3,
    etag: 'e1+',
    bindings: [...others, { role: 'roles/pubsub.publisher', members: ['serviceAccount:agent@example'] }],
    auditConfigs: ['kept'],
  });
});

it('a grant joins the members that the role has already', async () => {
  const { google, grants } = await withPolicy({
    etag: 'e1',
    bindings: [{ role: GRANT.role, members: ['user:eve@example'] }],
  });
  await using _ = google;
  await grants.add(GRANT);
  expect(policyOf(google)).toMatchObject({
    bindings: [{ role: GRANT.role, members: ['user:eve@example', 'serviceAccount:agent@example'] }],
  });
});

it('a grant under a condition does not count', async () => {
  const { google, grants } = await withPolicy({ version: 3, etag: 'e1', bindings: [CONDITIONAL] });
  await using _ = google;
  expect(await grants.has(GRANT)).toBe(false);
});

it('what is granted is found and not written again', async () => {
  const { google, grants } = await withPolicy();
  await using _ = google;
  await grants.add(GRANT);
  expect(await grants.has(GRANT)).toBe(true);
  const writes = google.writes.length;
  await grants.add(GRANT);
  expect(google.writes).toHaveLength(writes);
});

it('a policy that someone else wrote in between is read again, and their change stays', async () => {
  const { google, grants } = await withPolicy({ etag: 'e1', bindings: [] });
  await using _ = google;
  const theirs = { role: 'roles/pubsub.viewer', members: ['user:eve@example'] };
  google.meanwhile = ({ path }) => {
    if (!path.endsWith(':setIamPolicy')) return;
    google.meanwhile = () => {};
    google.policies.set(`pubsub/${TOPIC}`, { etag: 'e2', bindings: [theirs] });
  };
  await grants.add(GRANT);
  expect(policyOf(google)).toMatchObject({ bindings: [theirs, { role: GRANT.role, members: [GRANT.member] }] });
});

it('a policy that changes all the time is given up on', async () => {
  const { google, grants } = await withPolicy({ etag: 'e1' });
  await using _ = google;
  google.fail(/POST .*:setIamPolicy/, 409, 5);
  await expect(grants.add(GRANT)).rejects.toMatchObject({ status: 409 });
});

it('a resource that is missing grants nothing', async () => {
  const { google, grants } = await withPolicy();
  await using _ = google;
  expect(await grants.has({ ...GRANT, resource: 'projects/demo/topics/none' })).toBe(false);
});
