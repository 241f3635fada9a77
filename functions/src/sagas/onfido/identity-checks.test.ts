import { expect, it } from 'vitest';
import { OnfidoEvent, type OnfidoEventType } from 'integration-service/onfido';
import { onfido } from 'integration-service/onfido/integration';
import { onfidoSamples } from 'integration-service/onfido/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateIdentityCheck } from '../shared/identity-checks.ts';
import { identityChecks } from './identity-checks.ts';

const logic = { sagas: { identityChecks }, handlers: [updateIdentityCheck] };

async function event(type: OnfidoEventType, second = 0, fields: object = {}): Promise<OnfidoEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    Object.assign(whole.payload.object, fields);
    return JSON.stringify(whole);
  };
  return OnfidoEvent.revive(await sampleEvent(onfido, onfidoSamples, type, { now, edit }));
}

async function after(...events: readonly OnfidoEvent[]) {
  return (await handleEvents(logic, events)).list('identities', { limit: 9 });
}

it('a workflow run has the result of the newest event, whatever the order of arrival', async () => {
  const all = [await event('workflow_run.started', 1), await event('workflow_run.completed', 9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        id: 'onfido:6f64bf2a-e1d5-42d8-8ba4-1',
        data: {
          provider: 'onfido',
          status: 'approved',
          verified: true,
          externalId: 'user_1',
          statusTime: '2026-11-23T12:00:09.000Z',
        },
      },
    ]);
  }
});

it.each([
  ['awaiting_input', 'pending'],
  ['review', 'review'],
  ['declined', 'declined'],
  ['abandoned', 'expired'],
  ['error', 'expired'],
])('a run that is %s is %s, and proves nothing', async (status, expected) => {
  const [record] = await after(await event('workflow_run.completed', 0, { status }));
  expect(record).toMatchObject({ data: { status: expected, providerStatus: status, verified: false } });
});

it.each([
  ['of a newer status', 'workflow_run.completed', { status: 'teleported' }],
  ['without an id', 'workflow_run.completed', { id: null }],
  ['of a check, whose result is not in it,', 'check.completed', {}],
] as const)('an event %s changes nothing', async (_what, type, fields) => {
  expect(await after(await event(type, 0, fields))).toEqual([]);
});
