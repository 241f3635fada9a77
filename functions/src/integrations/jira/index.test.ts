import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isJiraEventOfType, JiraEvent, type JiraIssue } from './event.ts';
import { jira } from './index.ts';
import { jiraSamples } from './samples.ts';

integrationConformance(jira, jiraSamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(jira, jiraSamples, type, { id: '7', now: NOW, edit });

it('an event is described by what is signed, its site included', async () => {
  const envelope = await event('jira:issue_updated');
  expect(envelope).toMatchObject({
    id: expect.stringMatching(/^[\w-]{20,}$/),
    eventtype: 'jira:issue_updated',
    time: '2026-11-23T12:00:00.000Z',
    source: '//cups.atlassian.net',
    subject: '2017',
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it('a comment is about its issue, which has no URL there', async () => {
  expect(await event('comment_created')).toMatchObject({ subject: '2017', source: '//cups.atlassian.net' });
});

it('a retry has the same id, and a later event another', async () => {
  const later = (body: string) => body.replace(String(NOW.getTime()), String(NOW.getTime() + 1));
  expect((await event('jira:issue_updated')).id).toBe((await event('jira:issue_updated')).id);
  expect((await event('jira:issue_updated', later)).id).not.toBe((await event('jira:issue_updated')).id);
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['jira:issue_created', 'comment_created'].map((type) => event(type)));
  const events = all.map((envelope) => JiraEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isJiraEventOfType('jira:issue_created'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.issue).toEqualTypeOf<JiraIssue>();
  // @ts-expect-error Jira has no such event.
  isJiraEventOfType('jira:issue_exploded');
});
