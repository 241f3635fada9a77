import { expect, it } from 'vitest';
import { MondayEvent } from 'integration-service/monday';
import { monday } from 'integration-service/monday/integration';
import { mondaySamples } from 'integration-service/monday/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateTicket } from '../shared/tickets.ts';
import { tickets } from './tickets.ts';

async function event(type: string, second = 0, edit = (body: string) => body): Promise<MondayEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return MondayEvent.revive(await sampleEvent(monday, mondaySamples, type, { now, edit }));
}

async function after(...events: readonly MondayEvent[]) {
  const store = await handleEvents({ sagas: { tickets }, handlers: [updateTicket] }, events);
  return (await store.get('tickets', 'monday:7700001'))?.data;
}

it('an item is recorded as a ticket, closed once its status means done, whatever the order of its events', async () => {
  const all = [await event('create_pulse'), await event('update_column_value')];
  expect(await after(...all.slice(0, 1))).toMatchObject({ status: 'open', title: 'Order 1001', providerStatus: null });
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject({
      provider: 'monday',
      source: '//monday.com/boards/6611002',
      status: 'closed',
      providerStatus: 'Done',
    });
  }
});

it.each([
  ['"text":"Done"', 'closed'],
  ['"text":"Stuck"', 'open'],
])('a board that does not say what its labels mean: %s is %s', async (label, status) => {
  const edit = (body: string) => body.replace('"text":"Done","is_done":true', label);
  expect(await after(await event('update_column_value', 0, edit))).toMatchObject({ status });
});

it('another column changes nothing', async () => {
  const edit = (body: string) => body.replace('"columnType":"color"', '"columnType":"text"');
  expect(await after(await event('update_column_value', 0, edit))).toBeUndefined();
});

it('an archived item is closed, and a deleted one keeps none of its content', async () => {
  expect(await after(await event('archive_pulse', 5), await event('create_pulse'))).toMatchObject({ status: 'closed' });
  const deleted = await event('archive_pulse', 5, (body) => body.replaceAll(/archive(_?)pulse/g, 'delete$1pulse'));
  expect(await after(deleted, await event('archive_pulse', 5))).toMatchObject({ status: 'deleted', title: null });
});
