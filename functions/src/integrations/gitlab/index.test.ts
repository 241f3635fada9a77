import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { Webhook } from 'standardwebhooks';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { standardWebhooksVerdict } from '../../testing/standard-webhooks-verdict.ts';
import { GitlabEvent, isGitlabEventOfType } from './event.ts';
import { gitlab } from './index.ts';
import { gitlabSamples } from './samples.ts';

/** The library that GitLab itself tests its signatures with. */
integrationConformance(gitlab, gitlabSamples, { official: standardWebhooksVerdict(Webhook) });

const NOW = new Date('2026-11-23T12:00:00Z');
const KEY = Buffer.alloc(32, 7).toString('base64');
const TOKEN = `whsec_${KEY}`;
const BODY =
  '{"object_kind":"push","ref":"refs/heads/main","project":{"id":7,"web_url":"https://git.example.com/a/b"}}';

function requestWith(headers: Readonly<Record<string, string>>): RawWebhook {
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(BODY), receivedAt: NOW };
}

const verify = async (request: RawWebhook) => gitlab.verify(request, [TOKEN], NOW, { toleranceSeconds: 300 });

function signedHeaders(id = 'd1'): Readonly<Record<string, string>> {
  const timestamp = String(NOW.getTime() / 1000);
  const text = `${id}.${timestamp}.${BODY}`;
  const signature = createHmac('sha256', Buffer.from(KEY, 'base64')).update(text).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

it('a request that was signed without the scheme is accepted, with its secret token or without', async () => {
  expect(await verify(requestWith(signedHeaders()))).toMatchObject({ signedId: 'd1' });
  expect(await verify(requestWith({ ...signedHeaders(), 'x-gitlab-token': 'another' }))).toMatchObject({ secret: 0 });
});

it.each([TOKEN, KEY])('a token in X-Gitlab-Token is not a signature', async (token) => {
  await expect(verify(requestWith({ 'x-gitlab-token': token }))).rejects.toThrow(/webhook-id is missing/);
  const forged = { ...signedHeaders(), 'webhook-id': 'd2', 'x-gitlab-token': token };
  await expect(verify(requestWith(forged))).rejects.toMatchObject({ code: 'gitlab/bad-signature' });
});

it('a secret token is refused at start', () => {
  expect(gitlab.checkSecret?.('my secret token')).toContain('signing token');
  expect(gitlab.checkSecret?.(TOKEN)).toBeUndefined();
});

it.each([
  ['issue.close', '2026-11-23T11:59:58.000Z', '7'],
  ['push', '2026-11-23T12:00:00.000Z', '7b1e0c94d2a65f38e1704c9bb2f6d05a83c7e914'],
  ['pipeline', '2026-11-23T12:00:00.000Z', '40921'],
])('a %s is described by what is signed', async (type, time, subject) => {
  const edit = (body: string) => body.replace('"updated_at":"2026-11-23 12:00:00', '"updated_at":"2026-11-23 11:59:58');
  expect(await sampleEvent(gitlab, gitlabSamples, type, { id: '7', now: NOW, edit })).toMatchObject({
    id: 'msg_7',
    eventtype: type,
    time,
    subject,
    source: '//gitlab.example.com/projects/512',
  });
});

it('an event of a group has a name, and neither a kind nor a project', async () => {
  const edit = () => '{"event_name":"user_add_to_group","group_id":3}';
  expect(await sampleEvent(gitlab, gitlabSamples, 'push', { edit })).toMatchObject({
    eventtype: 'user_add_to_group',
    source: '//gitlab.com',
  });
});

it('a kind stands for all of its actions', async () => {
  const types = ['issue.open', 'issue.close', 'push'] as const;
  const all = await Promise.all(types.map((type) => sampleEvent(gitlab, gitlabSamples, type)));
  const events = all.map((envelope) => GitlabEvent.revive(envelope));
  const issues = await firstValueFrom(of(...events).pipe(isGitlabEventOfType('issue'), toArray()));
  expect(issues).toEqual(events.slice(0, 2));
  const closed = await firstValueFrom(of(...events).pipe(isGitlabEventOfType('issue.close'), toArray()));
  expect(closed).toEqual(events.slice(1, 2));
  for (const { event } of closed) expectTypeOf(event.object_attributes.state).toEqualTypeOf<'opened' | 'closed'>();
});

it('a type that does not exist does not compile', () => {
  // @ts-expect-error GitLab has no such action.
  isGitlabEventOfType('issue.exploded');
});
