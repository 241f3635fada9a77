import { expect, it } from 'vitest';
import { GitlabEvent } from 'integration-service/gitlab';
import { gitlab } from 'integration-service/gitlab/integration';
import { gitlabSamples } from 'integration-service/gitlab/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateTicket } from '../shared/tickets.ts';
import { tickets } from './tickets.ts';

const logic = { sagas: { tickets }, handlers: [updateTicket] };

/** An event about issue 1, with its own id. */
async function event(type: string, second = 0, fields: object = {}): Promise<GitlabEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    return JSON.stringify({ ...whole, object_attributes: { ...whole.object_attributes, id: 1, ...fields } });
  };
  const envelope = await sampleEvent(gitlab, gitlabSamples, type, { id: `${type} ${second}`, now, edit });
  return GitlabEvent.revive(envelope);
}

async function after(...events: readonly GitlabEvent[]) {
  return (await (await handleEvents(logic, events)).get('tickets', 'gitlab:1'))?.data;
}

it('an issue is recorded as a ticket, closed whatever the order of its events', async () => {
  const all = [await event('issue.open'), await event('issue.update'), await event('issue.close')];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject({
      provider: 'gitlab',
      source: '//gitlab.example.com/projects/512',
      reference: 'cups/shop#23',
      title: 'Cups weigh nothing',
      status: 'closed',
      providerStatus: 'closed',
      priority: null,
      assignee: '17',
      url: 'https://gitlab.example.com/cups/shop/-/issues/23',
    });
  }
});

it('an issue that was opened again is open', async () => {
  const reopened = await event('issue.update', 9, { action: 'reopen' });
  expect(await after(reopened, await event('issue.close', 5))).toMatchObject({ status: 'open' });
});

it('the severity of an incident is its priority', async () => {
  expect(await after(await event('issue.open', 0, { severity: 'critical' }))).toMatchObject({ priority: 'critical' });
});

it.each([{ state: null }, { id: null }])('an event with %j leaves no record', async (fields) => {
  expect(await after(await event('issue.open', 0, fields))).toBeUndefined();
});
