import { expect, it } from 'vitest';
import { JiraEvent } from 'integration-service/jira';
import { jira } from 'integration-service/jira/integration';
import { jiraSamples } from 'integration-service/jira/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateTicket } from '../shared/tickets.ts';
import { tickets } from './tickets.ts';

const logic = { sagas: { tickets }, handlers: [updateTicket] };

async function event(type: string, second = 0, edit = (body: string) => body): Promise<JiraEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return JiraEvent.revive(await sampleEvent(jira, jiraSamples, type, { now, edit }));
}

async function after(...events: readonly JiraEvent[]) {
  return (await (await handleEvents(logic, events)).get('tickets', 'jira:2011'))?.data;
}

it('an issue is recorded as a ticket, closed once its status means done', async () => {
  const all = [await event('jira:issue_created'), await event('jira:issue_updated')];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject({
      provider: 'jira',
      source: '//cups.atlassian.net',
      reference: 'CUPS-1',
      title: 'Cups weigh nothing',
      status: 'closed',
      providerStatus: 'Done',
      priority: 'High',
      assignee: '712020:grace',
      url: 'https://cups.atlassian.net/browse/CUPS-1',
    });
  }
});

it('a deleted issue keeps none of its content, whatever arrives late', async () => {
  const deleted = await event('jira:issue_deleted', 9);
  for (const order of [
    [await event('jira:issue_updated', 5), deleted],
    [deleted, await event('jira:issue_updated', 5)],
  ]) {
    expect(await after(...order)).toMatchObject({ status: 'deleted', title: null, reference: null });
  }
});

it.each([
  ['null', 'open'],
  ['{"name":"Fixed"}', 'closed'],
])('an issue of an older site, whose status has no category, with the resolution %s is %s', async (value, status) => {
  const edit = (body: string) =>
    body.replace(/,"statusCategory":\{[^}]*\}/, '').replace('"resolution":null', `"resolution":${value}`);
  expect(await after(await event('jira:issue_updated', 0, edit))).toMatchObject({ status });
});

it('a comment leaves no record', async () => {
  expect(await after(await event('comment_created'))).toBeUndefined();
});
