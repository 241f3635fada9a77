import { expect, it } from 'vitest';
import { StytchEvent, type StytchEventType } from 'integration-service/stytch';
import { stytch } from 'integration-service/stytch/integration';
import { stytchSamples } from 'integration-service/stytch/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { syncIdentity } from '../shared/identities.ts';
import { users } from './users.ts';

const logic = { sagas: { users }, handlers: [syncIdentity] };

async function event(type: StytchEventType, second = 0, edit = (body: string) => body): Promise<StytchEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return StytchEvent.revive(await sampleEvent(stytch, stytchSamples, type, { now, edit }));
}

async function after(...events: readonly StytchEvent[]) {
  return (await handleEvents(logic, events)).list('identities', { limit: 9 });
}

it('a user is as the newest event says, whatever the order of arrival', async () => {
  const all = [await event('direct.user.create', 1), await event('direct.user.update', 5)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          provider: 'stytch',
          userId: 'user-test-0b7d3c1e-6f52-48a9-9c30-1',
          status: 'active',
          active: true,
          email: 'ada.lovelace@example.com',
          name: 'Ada King',
        },
      },
    ]);
  }
});

it('a deleted user stays deleted, and the record identifies nobody', async () => {
  const all = [
    await event('direct.user.create', 1),
    await event('dashboard.user.delete', 5),
    await event('direct.user.update', 9),
  ];
  for (const order of [all, all.toReversed()]) {
    const records = await after(...order);
    expect(records).toMatchObject([{ data: { status: 'deleted', active: false, email: null, name: null } }]);
    expect(JSON.stringify(records)).not.toMatch(/lovelace/i);
  }
});

it('a member belongs to an organization', async () => {
  expect(await after(await event('scim.member.update'))).toMatchObject([
    { data: { email: 'ada@corp.example', organization: expect.stringContaining('organization-test-'), active: true } },
  ]);
});

it.each([
  ['of another object', (body: string) => body.replaceAll('"user"', '"organization"')],
  ['without a user', (body: string) => body.replace('"user":{', '"other":{')],
])('a change %s changes nothing', async (_what, edit) => {
  expect(await after(await event('direct.user.update', 0, edit))).toEqual([]);
});
