import { expect, it } from 'vitest';
import { FrontEvent } from 'integration-service/front';
import { front } from 'integration-service/front/integration';
import { frontSamples } from 'integration-service/front/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateTicket } from '../shared/tickets.ts';
import { tickets } from './tickets.ts';

async function event(type: string, second = 0, edit = (body: string) => body): Promise<FrontEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return FrontEvent.revive(await sampleEvent(front, frontSamples, type, { now, edit }));
}

async function after(...events: readonly FrontEvent[]) {
  const store = await handleEvents({ sagas: { tickets }, handlers: [updateTicket] }, events);
  return (await store.get('tickets', 'front:cnv_1'))?.data;
}

it('a conversation is recorded as a ticket with whoever has it', async () => {
  expect(await after(await event('assignee_changed', 5), await event('inbound_received'))).toMatchObject({
    provider: 'front',
    source: '//front.com/companies/cmp_cups',
    title: 'Where is order 1001?',
    status: 'open',
    providerStatus: 'assigned',
    assignee: 'tea_grace',
    url: 'https://app.frontapp.com/open/cnv_1',
  });
});

it.each([
  ['archived', 'closed'],
  ['snoozed', 'pending'],
  ['deleted', 'deleted'],
])('a conversation that was %s is %s, even if the event shows it as it was before', async (end, status) => {
  const edit = (body: string) =>
    body
      .replaceAll('conversation_archived', `conversation_${end}`)
      .replace('"status":"archived"', '"status":"assigned"');
  const ended = await event('conversation_archived', 0, edit);
  for (const order of [
    [await event('assignee_changed'), ended],
    [ended, await event('assignee_changed')],
  ]) {
    expect(await after(...order)).toMatchObject({ status, title: end === 'deleted' ? null : 'Where is order 1001?' });
  }
});

it('a new message opens a conversation again', async () => {
  expect(await after(await event('conversation_archived'), await event('inbound_received', 5))).toMatchObject({
    status: 'open',
    assignee: null,
  });
});
