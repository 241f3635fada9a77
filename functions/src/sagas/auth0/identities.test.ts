import { expect, it } from 'vitest';
import { handleEvents, inAnyOrder, sampleEvent } from 'integration-service/testing';
import { Auth0Event } from 'integration-service/auth0';
import { auth0 } from 'integration-service/auth0/integration';
import { auth0Samples } from 'integration-service/auth0/samples';
import { syncIdentity } from '../shared/identities.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { users } from './identities.ts';

const logic = { sagas: { users }, handlers: [syncIdentity] };

let count = 0;

/** Every event has its own id; all are about the same user. */
async function event(type: string, second = 0, edit = (body: string) => body): Promise<Auth0Event> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const id = `e${++count}`;
  const editing = (body: string) => edit(body.replaceAll(`auth0|${id}`, 'auth0|1'));
  return Auth0Event.revive(await sampleEvent(auth0, auth0Samples, type, { id, now, edit: editing }));
}

async function record(...events: readonly Auth0Event[]) {
  return (await (await handleEvents(logic, events)).get('identities', recordIdOf('auth0', 'auth0|1')))?.data;
}

it('a user is an active identity with their newest name', async () => {
  const renamed = (body: string) => body.replace('"Ada Lovelace"', '"Ada King"');
  expect(await record(await event('user.updated', 5, renamed), await event('user.created', 0))).toMatchObject({
    status: 'active',
    active: true,
    email: 'ada@example.com',
    name: 'Ada King',
    source: '//auth0.com/tenants/example',
  });
});

it('a blocked user is suspended until they are unblocked', async () => {
  const blocked = await event('user.updated', 1, (body) => body.replace('"blocked":false', '"blocked":true'));
  expect(await record(blocked)).toMatchObject({ status: 'suspended', active: false });
  expect(await record(blocked, await event('user.updated', 2))).toMatchObject({ status: 'active' });
});

it('a deleted user stays deleted, and nothing is left that identifies them', async () => {
  const deleted = await event('user.deleted', 5);
  const older = await event('user.updated', 5);
  expect(Object.values(await inAnyOrder(logic, [deleted, older]))).toMatchObject([
    { status: 'deleted', email: null, name: null },
  ]);
});
