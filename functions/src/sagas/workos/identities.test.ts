import { expect, it } from 'vitest';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { WorkosEvent } from 'integration-service/workos';
import { workos } from 'integration-service/workos/integration';
import { workosSamples } from 'integration-service/workos/samples';
import { syncIdentity } from '../shared/identities.ts';
import { directoryUsers, users } from './identities.ts';

const logic = { sagas: { users, directoryUsers }, handlers: [syncIdentity] };

let count = 0;

/** Every event has its own id; all are about the same user. */
async function event(type: string, second = 0, edit = (body: string) => body): Promise<WorkosEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const id = `e${++count}`;
  const editing = (body: string) => edit(body.replaceAll(`user_${id}`, 'user_1'));
  return WorkosEvent.revive(await sampleEvent(workos, workosSamples, type, { id, now, edit: editing }));
}

it('a user is an active identity with their newest name', async () => {
  const store = await handleEvents(logic, [await event('user.updated', 5), await event('user.created', 0)]);
  expect((await store.get('identities', 'workos:user_1'))?.data).toMatchObject({
    status: 'active',
    active: true,
    email: 'ada@example.com',
    name: 'Ada King',
    organization: null,
  });
});

it('a directory user belongs to its organization and keeps the id that they have there', async () => {
  const store = await handleEvents(logic, [await event('dsync.user.created')]);
  expect((await store.get('identities', 'workos:directory_user_1'))?.data).toMatchObject({
    status: 'active',
    externalId: '8931',
    organization: 'org_01EZTR6WYX1A0DSE2CYMGXQ24Y',
    source: '//workos.com/organizations/org_01EZTR6WYX1A0DSE2CYMGXQ24Y',
  });
});

it('a user whom the directory has deactivated is deactivated', async () => {
  const edit = (body: string) => body.replace('"state":"active"', '"state":"inactive"');
  const store = await handleEvents(logic, [await event('dsync.user.created', 0, edit)]);
  expect((await store.get('identities', 'workos:directory_user_1'))?.data).toMatchObject({
    status: 'deactivated',
    active: false,
  });
});

it.each([
  ['user.deleted', 'user.updated', 'workos:user_1'],
  ['dsync.user.deleted', 'dsync.user.created', 'workos:directory_user_1'],
])('after %s an older %s changes nothing', async (end, older, id) => {
  const store = await handleEvents(logic, [await event(end, 5), await event(older, 5)]);
  expect((await store.get('identities', id))?.data).toMatchObject({ status: 'deleted', email: null, name: null });
});

it('a user in an older event has their primary address', async () => {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    const { email: _, organization_id: __, ...data } = parsed.data;
    const emails = [{ value: 'old@example.com' }, { primary: true, type: 'work', value: 'ada@example.com' }];
    return JSON.stringify({ ...parsed, data: { ...data, emails } });
  };
  const store = await handleEvents(logic, [await event('dsync.user.created', 0, edit)]);
  expect((await store.get('identities', 'workos:directory_user_1'))?.data).toMatchObject({
    email: 'ada@example.com',
    organization: null,
  });
});
