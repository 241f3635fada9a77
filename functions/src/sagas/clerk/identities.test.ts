import { expect, it } from 'vitest';
import { ClerkEvent } from 'integration-service/clerk';
import { clerk } from 'integration-service/clerk/integration';
import { clerkSamples } from 'integration-service/clerk/samples';
import { handleEvents, inAnyOrder, sampleEvent } from 'integration-service/testing';
import { syncIdentity } from '../shared/identities.ts';
import { userDeletions, userUpdates } from './identities.ts';

const logic = { sagas: { userUpdates, userDeletions }, handlers: [syncIdentity] };

let count = 0;

/** Every event has its own id; all are about the same user. */
async function event(type: string, second = 0, edit = (body: string) => body): Promise<ClerkEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const id = `e${++count}`;
  const editing = (body: string) => edit(body.replaceAll(`user_${id}`, 'user_1'));
  return ClerkEvent.revive(await sampleEvent(clerk, clerkSamples, type, { id, now, edit: editing }));
}

async function after(...events: readonly ClerkEvent[]) {
  const store = await handleEvents(logic, events);
  return (await store.get('identities', 'clerk:user_1'))?.data;
}

async function inAnyOrderOf(...events: readonly ClerkEvent[]) {
  const [data, ...others] = Object.values(await inAnyOrder(logic, events));
  expect(others).toEqual([]);
  return data;
}

it('a new user is an active identity', async () => {
  expect(await after(await event('user.created'))).toMatchObject({
    provider: 'clerk',
    source: '//clerk.com/instances/ins_2g7np7Hrk0SN6kj5EDMLDaKNL0S',
    userId: 'user_1',
    status: 'active',
    active: true,
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    externalId: '567772',
  });
});

it.each([
  ['banned', 'suspended'],
  ['deprovisioned', 'deactivated'],
  ['locked', 'active'],
])('a %s user is %s', async (flag, status) => {
  const edit = (body: string) => body.replace(`"${flag}":false`, `"${flag}":true`);
  expect(await after(await event('user.updated', 1, edit))).toMatchObject({ status, active: status === 'active' });
});

it('an older update that arrives late changes nothing', async () => {
  const [created, updated] = [await event('user.created', 0), await event('user.updated', 5)];
  expect(await after(updated, created)).toMatchObject({ name: 'Ada King' });
});

it('the record of a deleted user holds nothing that identifies them, whatever arrives later', async () => {
  const [updated, deleted] = [await event('user.updated', 5), await event('user.deleted', 6)];
  const record = await after(deleted, updated);
  expect(record).toMatchObject({ status: 'deleted', active: false, email: null, name: null });
});

it.each([
  ['seconds instead of milliseconds', 1716883200],
  ['the year 2001', 1_000_000_000_000],
])('a deletion that Clerk dates in %s is applied, whatever arrives before or after it', async (_what, timestamp) => {
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), timestamp });
  const [created, deleted] = [await event('user.created', 5), await event('user.deleted', 6, edit)];
  expect(await inAnyOrderOf(created, deleted)).toMatchObject({ status: 'deleted', active: false, email: null });
});

it('times in seconds are recognised', async () => {
  const inSeconds = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, data: { ...parsed.data, updated_at: parsed.data.updated_at / 1000 } });
  };
  const [created, updated] = [await event('user.created', 0, inSeconds), await event('user.updated', 5)];
  expect(await inAnyOrderOf(created, updated)).toMatchObject({
    name: 'Ada King',
    asOf: { time: '2026-11-23T12:00:05.000Z' },
  });
});

it('a user about whom the event says only the minimum is recorded', async () => {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    const { id, object } = parsed.data;
    return JSON.stringify({ ...parsed, data: { id, object } });
  };
  expect(await after(await event('user.created', 0, edit))).toMatchObject({
    status: 'active',
    email: null,
    name: null,
    asOf: { time: '2026-11-23T12:00:00.000Z' },
  });
});
