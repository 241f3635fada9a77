import { expect, it } from 'vitest';
import { PipedriveEvent, type PipedriveEventType } from 'integration-service/pipedrive';
import { pipedrive } from 'integration-service/pipedrive/integration';
import { pipedriveSamples } from 'integration-service/pipedrive/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { deals, syncPipedriveDeal } from './deals.ts';

const logic = { sagas: { deals }, handlers: [syncPipedriveDeal] };

let count = 0;

/** Each event has its own id; all are about the same deal. */
async function event(type: PipedriveEventType, second = 0, edit = (body: string) => body): Promise<PipedriveEvent> {
  const options = { id: `${++count}`, now: new Date(Date.UTC(2026, 10, 23, 12, 0, second)), edit };
  return PipedriveEvent.revive(await sampleEvent(pipedrive, pipedriveSamples, type, options));
}

/** The record, which is the same in whichever order the events arrive. */
async function after(...events: readonly PipedriveEvent[]) {
  const [records, others] = await Promise.all(
    [events, events.toReversed()].map(async (order) => {
      const all = await (await handleEvents(logic, order)).list('deals', { limit: 9 });
      return all.map(({ id, data }) => ({ id, data }));
    }),
  );
  expect(others).toEqual(records);
  return records;
}

it('a deal is recorded with its value and its stage, and with when it was won', async () => {
  const created = await event('deal.create');
  expect(await after(created)).toMatchObject([
    {
      id: 'pipedrive:7700421%3A318',
      data: { status: 'open', title: 'Forty desks', value: 1_240_050, currency: 'EUR', stage: '4', closedAt: null },
    },
  ]);
  expect(await after(created, await event('deal.change'))).toMatchObject([
    { data: { status: 'won', closedAt: '2026-11-23T12:00:00.000Z' } },
  ]);
});

it('a deleted deal keeps none of its content', async () => {
  expect(await after(await event('deal.change'), await event('deal.delete'))).toMatchObject([
    { data: { status: 'deleted', title: null, value: null, person: null } },
  ]);
});

it('a value without a currency is unknown', async () => {
  const edit = (body: string) => body.replace('"currency":"EUR"', '"currency":null');
  expect(await after(await event('deal.create', 0, edit))).toMatchObject([{ data: { value: null, currency: null } }]);
});

it('people and organizations, and a change that shows nothing, change nothing', async () => {
  const edit = (body: string) => body.replace(/"data":\{.*\},"previous"/, '"data":null,"previous"');
  const events = [
    await event('person.create'),
    await event('organization.change'),
    await event('deal.change', 0, edit),
  ];
  expect(await after(...events)).toEqual([]);
});
