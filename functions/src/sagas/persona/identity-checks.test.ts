import { expect, it } from 'vitest';
import { PersonaEvent, type PersonaEventType } from 'integration-service/persona';
import { persona } from 'integration-service/persona/integration';
import { personaSamples } from 'integration-service/persona/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateIdentityCheck } from '../shared/identity-checks.ts';
import { identityChecks } from './identity-checks.ts';

const logic = { sagas: { identityChecks }, handlers: [updateIdentityCheck] };

async function event(type: PersonaEventType, second = 0, fields: object = {}): Promise<PersonaEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    Object.assign(whole.data.attributes.payload.data.attributes, fields);
    return JSON.stringify(whole);
  };
  return PersonaEvent.revive(await sampleEvent(persona, personaSamples, type, { now, edit }));
}

async function after(...events: readonly PersonaEvent[]) {
  return (await handleEvents(logic, events)).list('identities', { limit: 9 });
}

it('an inquiry has the result of the newest event, whatever the order of arrival', async () => {
  const all = [
    await event('inquiry.created', 1),
    await event('inquiry.completed', 5),
    await event('inquiry.approved', 9),
  ];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        id: 'persona:inq_2CVZ4HyVg7qaboXz1',
        data: { provider: 'persona', status: 'approved', verified: true, externalId: 'user_1' },
      },
    ]);
  }
});

it('a completion and a decision of the same moment end with the decision', async () => {
  const all = [await event('inquiry.completed', 5), await event('inquiry.approved', 5)];
  for (const order of [all, all.toReversed()])
    expect(await after(...order)).toMatchObject([{ data: { verified: true } }]);
});

it.each([
  ['inquiry.completed', 'processing'],
  ['inquiry.declined', 'declined'],
  ['inquiry.marked-for-review', 'review'],
] as const)('after %s an inquiry is %s, which proves nothing', async (type, status) => {
  expect(await after(await event(type))).toMatchObject([{ data: { status, verified: false } }]);
});

it.each([
  ['of a newer status', 'inquiry.completed', { status: 'teleported' }],
  ['of a verification', 'verification.failed', {}],
] as const)('an event %s changes nothing', async (_what, type, fields) => {
  expect(await after(await event(type, 0, fields))).toEqual([]);
});
