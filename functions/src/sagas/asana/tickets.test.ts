import { expect, it, onTestFinished } from 'vitest';
import { AsanaEvent } from 'integration-service/asana';
import { handleEvents, sampleEvent, type SampleOptions } from 'integration-service/testing';
import { JsonApi } from '../../core/logic/json-api.ts';
import { asanaApi } from '../../integrations/asana/client.ts';
import type { AsanaEventType } from '../../integrations/asana/event.ts';
import { asana } from '../../integrations/asana/index.ts';
import { asanaSamples } from '../../integrations/asana/samples.ts';
import { FakeRestServer } from '../../testing/fake-rest-server.ts';
import { updateTicket } from '../shared/tickets.ts';
import { syncTask, tickets } from './tickets.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const GID = '120990017';

const TASK = {
  gid: GID,
  name: 'Write the release notes',
  completed: false,
  assignee: { gid: '1203300410008' },
  permalink_url: `https://app.asana.com/0/1/${GID}`,
  memberships: [{ section: { name: 'In progress' } }, { section: { name: 'Elsewhere' } }],
  custom_fields: [
    { name: 'Effort', display_value: '3' },
    { name: 'Priority', display_value: 'High' },
  ],
};

/** Asana's API, which has this task, or none. */
async function having(task: object | undefined) {
  const asked: string[] = [];
  const state = { task };
  const server = new FakeRestServer(({ path, authorization }) => {
    asked.push(`${authorization} ${path.split('?', 1)[0]}`);
    return state.task === undefined ? { status: 404, body: {} } : { status: 200, body: { data: state.task } };
  });
  const url = new URL(await server.listen());
  const api = new JsonApi('asana', { url, headers: () => Promise.resolve({ authorization: 'Bearer token' }) });
  const replaced = asanaApi.replace(api);
  onTestFinished(async () => {
    replaced[Symbol.dispose]();
    await server.close();
  });
  return { asked, state };
}

/** An event of the task, some seconds after the first. */
async function event(type: AsanaEventType, seconds = 0, options: SampleOptions = {}) {
  const now = new Date(NOW + seconds * 1000);
  return AsanaEvent.revive(await sampleEvent(asana, asanaSamples, type, { id: '7', now, ...options }));
}

async function ticketsOf(...events: readonly AsanaEvent[]) {
  const store = await handleEvents({ sagas: { tickets }, handlers: [syncTask, updateTicket] }, events);
  return (await store.list('tickets', { limit: 9 })).map(({ id, data }) => ({ key: id, ...data }));
}

it('a task that changed is fetched and recorded', async () => {
  const { asked } = await having(TASK);
  expect(await ticketsOf(await event('task.changed'))).toEqual([
    {
      key: `asana:${GID}`,
      provider: 'asana',
      ticketId: GID,
      source: '//asana.com',
      reference: null,
      title: 'Write the release notes',
      status: 'open',
      providerStatus: 'In progress',
      priority: 'High',
      assignee: '1203300410008',
      url: `https://app.asana.com/0/1/${GID}`,
      asOf: expect.objectContaining({ time: '2026-11-23T12:00:00.000Z' }),
    },
  ]);
  expect(asked).toEqual([`Bearer token /api/1.0/tasks/${GID}`]);
});

it('a completed task is closed, and what a task lacks is null', async () => {
  await having({ gid: GID, completed: true, assignee: null, memberships: [], custom_fields: null });
  expect(await ticketsOf(await event('task.changed'))).toMatchObject([
    { status: 'closed', title: null, providerStatus: null, priority: null, assignee: null, url: null },
  ]);
});

it('a deleted task keeps none of its content, without a request, whatever arrives late', async () => {
  const { asked } = await having(TASK);
  const [changed, deleted] = [await event('task.changed'), await event('task.deleted', 5)];
  const gone = [{ key: `asana:${GID}`, status: 'deleted', title: null, assignee: null, url: null }];
  expect(await ticketsOf(changed, deleted)).toMatchObject(gone);
  expect(asked).toHaveLength(1);
  expect(await ticketsOf(deleted, changed)).toMatchObject(gone);
  expect(await ticketsOf(changed, deleted, await event('task.undeleted', 9))).toMatchObject([
    { status: 'open', title: 'Write the release notes' },
  ]);
});

it('a task that Asana no longer has leaves its record as it is', async () => {
  const { state } = await having(TASK);
  const first = await ticketsOf(await event('task.added'));
  state.task = undefined;
  expect(await ticketsOf(await event('task.changed', 5))).toEqual([]);
  expect(first).toMatchObject([{ status: 'open' }]);
});

it('events of other resources change no ticket', async () => {
  const { asked } = await having(TASK);
  expect(await ticketsOf(await event('story.added'), await event('project.changed'))).toEqual([]);
  expect(asked).toEqual([]);
});

it('a request that is refused fails the event, so that it is tried again', async () => {
  const server = new FakeRestServer(() => ({ status: 429, body: {} }));
  const url = new URL(await server.listen());
  using _ = asanaApi.replace(new JsonApi('asana', { url, headers: () => Promise.resolve({}) }));
  await expect(ticketsOf(await event('task.changed'))).rejects.toThrow('Asana answered 429');
  await server.close();
});
