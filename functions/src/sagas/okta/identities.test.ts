import { expect, it } from 'vitest';
import { OktaEvent } from 'integration-service/okta';
import { okta } from 'integration-service/okta/integration';
import { oktaSamples } from 'integration-service/okta/samples';
import { handleEvents, inAnyOrder, sampleEvent } from 'integration-service/testing';
import { syncIdentity } from '../shared/identities.ts';
import { userLifecycle } from './identities.ts';

const logic = { sagas: { userLifecycle }, handlers: [syncIdentity] };

let count = 0;

/** Every event has its own id; all are about the same user. */
async function event(type: string, second = 0, edit = (body: string) => body): Promise<OktaEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const id = `e${++count}`;
  const editing = (body: string) => edit(body.replaceAll(`00u${id}`, '00u1'));
  return OktaEvent.revive(await sampleEvent(okta, oktaSamples, type, { id, now, edit: editing }));
}

async function after(...events: readonly OktaEvent[]) {
  const store = await handleEvents(logic, events);
  return (await store.get('identities', 'okta:00u1'))?.data;
}

it('a new user is pending until activation', async () => {
  expect(await after(await event('user.lifecycle.create'))).toMatchObject({
    status: 'pending',
    active: false,
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    source: '//example.okta.com',
  });
});

it('a user who is created and activated within one millisecond is active, in either order of arrival', async () => {
  const [created, activated] = [await event('user.lifecycle.create'), await event('user.lifecycle.activate')];
  expect(await after(created, activated)).toMatchObject({ status: 'active' });
  expect(await after(activated, created)).toMatchObject({ status: 'active' });
});

it.each([
  ['user.lifecycle.suspend', 'suspended'],
  ['user.lifecycle.unsuspend', 'active'],
  ['user.lifecycle.deactivate', 'deactivated'],
  ['user.lifecycle.reactivate', 'pending'],
])('after %s a user is %s', async (type, status) => {
  expect(await after(await event('user.lifecycle.activate', 0), await event(type, 9))).toMatchObject({ status });
});

it('a deleted user is forgotten', async () => {
  const record = await after(
    await event('user.lifecycle.delete.initiated', 9),
    await event('user.lifecycle.activate', 0),
  );
  expect(record).toMatchObject({ status: 'deleted', email: null, name: null });
});

it.each([
  ['that failed', (body: string) => body.replace('"SUCCESS"', '"FAILURE"')],
  ['that was skipped', (body: string) => body.replace('"SUCCESS"', '"SKIPPED"')],
  ['that concerns no user', (body: string) => body.replaceAll('"User"', '"AppInstance"')],
])('a lifecycle event %s changes nothing', async (_which, edit) => {
  expect(await after(await event('user.lifecycle.suspend', 0, edit))).toBeUndefined();
});

it('a login that is not an email address is not recorded as one', async () => {
  const edit = (body: string) => body.replace('"ada@example.com"', '"ada"');
  expect(await after(await event('user.lifecycle.create', 0, edit))).toMatchObject({ email: null });
});

it('a deleted user stays deleted, even if a later event mentions them', async () => {
  const events = [await event('user.lifecycle.delete.initiated', 0), await event('user.lifecycle.activate', 9)];
  expect(Object.values(await inAnyOrder(logic, events))).toMatchObject([{ status: 'deleted' }]);
});
