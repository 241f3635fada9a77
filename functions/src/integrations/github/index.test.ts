import { createHmac } from 'node:crypto';
import type { IssuesEvent, PushEvent, ReleasePublishedEvent } from '@octokit/webhooks-types';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { describeAll } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { GithubEvent, isGithubEventOfType } from './event.ts';
import { github } from './index.ts';
import { githubSamples } from './samples.ts';

integrationConformance(github, githubSamples);

const SECRET = "It's a Secret to Everybody";

function requestWith(body: string, headers: RawWebhook['headers']): RawWebhook {
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  return {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: { 'x-hub-signature-256': `sha256=${signature}`, ...headers },
    rawBody: Buffer.from(body),
    receivedAt: new Date('2026-11-23T12:00:00Z'),
  };
}

async function describedAs(request: RawWebhook) {
  const verified = await github.verify(request, [SECRET], new Date(), { toleranceSeconds: 0 });
  return describeAll(github, verified, request).map(({ about }) => about);
}

it('an event is named by its header and its signed action, and lists what is not signed', async () => {
  const body = '{"action":"opened","issue":{"id":7},"repository":{"full_name":"octocat/Hello-World"}}';
  const request = requestWith(body, { 'x-github-event': 'issues', 'x-github-delivery': '72d3162e-cc78' });
  expect(await describedAs(request)).toEqual([
    {
      id: expect.stringMatching(/^72d3162e-cc78:[\w-]{43}$/),
      type: 'issues.opened',
      time: request.receivedAt,
      source: '//github.com/octocat/Hello-World',
      subject: '7',
      unsigned: ['id', 'type', 'time', 'subject'],
    },
  ]);
});

it.each(['constructor', 'to_string', 'valueof'])(
  'a name that no event of GitHub has (%s) finds the repository as the subject',
  async (name) => {
    const body = JSON.stringify({ repository: { id: 5, full_name: 'octocat/Hello-World' } });
    const [about] = await describedAs(requestWith(body, { 'x-github-event': name, 'x-github-delivery': 'a' }));
    expect(about).toMatchObject({ type: name, subject: '5' });
  },
);

describe('the time of an event', () => {
  const timeOf = async (body: object) => {
    const request = requestWith(JSON.stringify(body), { 'x-github-event': 'release', 'x-github-delivery': 'a' });
    const [about] = await describedAs(request);
    return { time: about?.time.toISOString(), unsigned: about?.unsigned };
  };

  it.each([
    [
      'when its object was changed',
      { issue: { created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-02T00:00:00Z' } },
    ],
    ['when its repository was pushed to', { commits: [], repository: { created_at: 1, pushed_at: 1_793_577_600 } }],
    ['the time of the body itself', { state: 'success', updated_at: '2026-11-02T00:00:00+00:00' }],
    [
      'the latest of several',
      { release: { published_at: '2026-11-02T00:00:00Z' }, repository: { updated_at: '2025-01-01T00:00:00Z' } },
    ],
    [
      'never in the future',
      { check_run: { completed_at: '2036-01-01T00:00:00Z', started_at: '2026-11-02T00:00:00Z' } },
    ],
  ])('is %s, and signed', async (_what, body) => {
    expect(await timeOf(body)).toEqual({ time: '2026-11-02T00:00:00.000Z', unsigned: ['id', 'type'] });
  });

  it('is the time of arrival if the body has none', async () => {
    const about = { time: '2026-11-23T12:00:00.000Z', unsigned: ['id', 'type', 'time'] };
    expect(await timeOf({ zen: 'Keep it logically awesome.', hook: { updated_at: 'soon' } })).toEqual(about);
  });
});

it('a delivery that is replayed under another id gets another id, but never that of another event', async () => {
  const body = '{"action":"created","comment":{"id":7}}';
  const [captured, replayed] = ['72d3162e', '99999999'].map((delivery) =>
    requestWith(body, { 'x-github-event': 'issue_comment', 'x-github-delivery': delivery }),
  );
  const [other] = [requestWith('{"action":"deleted"}', { 'x-github-delivery': '72d3162e' })];
  const ids = await Promise.all(
    [captured, replayed, other].map(async (request) =>
      request === undefined ? [] : (await describedAs(request))[0]?.id,
    ),
  );
  expect(new Set(ids).size).toBe(3);
});

it('headers that cannot be a name or an id are ignored, and a digest of the signed body is the id', async () => {
  const headers = { 'x-github-event': 'issues\u0000/../etc', 'x-github-delivery': '<script>' };
  const request = requestWith('{"organization":{"login":"octo-org"}}', headers);
  const [about] = await describedAs(request);
  expect(about).toMatchObject({ source: '//github.com/octo-org', unsigned: ['id', 'type', 'time'] });
  expect(about).toMatchObject({ type: 'unknown', unknown: ['type'], id: expect.stringMatching(/^[\w-]{43}$/) });
});

it('a form, which is GitHub’s default, is read as the bytes of its payload', async () => {
  const payload = '{"zen":"Keep it logically awesome.","n":12345678901234567890}';
  const request = requestWith(new URLSearchParams({ payload }).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    'x-github-event': 'ping',
  });
  const { events } = await github.verify(request, [SECRET], new Date(), { toleranceSeconds: 0 });
  expect(events.map(({ json }) => Buffer.from(json ?? []).toString())).toEqual([payload]);
});

it.each([
  'other=1',
  'payload=%7B%22a%22%3A1%7D&payload=%7B%22a%22%3A2%7D',
  'payload=%7B%22a%22%3A1%7D&other=1',
  'other=1&payload=%7B%22a%22%3A1%7D',
])('a form with anything but one payload is refused: %s', async (body) => {
  const request = requestWith(body, { 'content-type': 'application/x-www-form-urlencoded' });
  await expect(describedAs(request)).rejects.toMatchObject({ code: 'github/bad-webhook-request' });
});

it('signed JSON that is replayed as a form under another event is still read as JSON', async () => {
  // Anyone can open an issue with such a title.
  const forged = encodeURIComponent('{"action":"published","release":{"id":1,"tag_name":"v9"}}');
  const body = JSON.stringify({ action: 'opened', issue: { id: 7, title: `&payload=${forged}&` } });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-github-event': 'release' };
  const { events } = await github.verify(requestWith(body, headers), [SECRET], new Date(), { toleranceSeconds: 0 });
  expect(events.map(({ native }) => native)).toEqual([JSON.parse(body)]);
});

it('a signed form that is replayed as JSON is still read as a form', async () => {
  const payload = '{"zen":"Speak like a human."}';
  const body = new URLSearchParams({ payload }).toString();
  const { events } = await github.verify(
    requestWith(body, { 'content-type': 'application/json' }),
    [SECRET],
    new Date(),
    {
      toleranceSeconds: 0,
    },
  );
  expect(events.map(({ native }) => native)).toEqual([JSON.parse(payload)]);
});

it('the old signature header alone is not enough', async () => {
  const { configured, signing } = githubSamples.makeSecret();
  const now = new Date();
  const body = Buffer.from(githubSamples.sample('push', { id: '1', now }));
  const request = rawWebhookOf(
    githubSamples.request({ body, type: 'push', id: '1', signing, now, url: 'https://webhooks.example.com/' }),
  );
  const { 'x-hub-signature-256': _left, ...headers } = request.headers;
  await expect(async () =>
    github.verify({ ...request, headers }, [configured], now, { toleranceSeconds: 0 }),
  ).rejects.toMatchObject({ code: 'github/bad-webhook-request' });
});

const published = GithubEvent.revive(await sampleEvent(github, githubSamples, 'release.published'));
const pushed = GithubEvent.revive(await sampleEvent(github, githubSamples, 'push'));
const opened = GithubEvent.revive(await sampleEvent(github, githubSamples, 'issues.opened'));
const all = of(published, pushed, opened);

it('the operator lets through the given types and narrows the payload to them', async () => {
  const passed = await firstValueFrom(all.pipe(isGithubEventOfType('release.published'), toArray()));
  expect(passed).toEqual([published]);
  for (const { event } of passed) expectTypeOf(event).toEqualTypeOf<ReleasePublishedEvent>();
});

it('a name without an action lets through every action of the event', async () => {
  const passed = await firstValueFrom(all.pipe(isGithubEventOfType('issues'), toArray()));
  expect(passed).toEqual([opened]);
  for (const { event } of passed) expectTypeOf(event).toExtend<IssuesEvent>();
});

it('several types narrow to their union, and a type that does not exist does not compile', async () => {
  const passed = await firstValueFrom(all.pipe(isGithubEventOfType('push', 'release.published'), toArray()));
  expect(passed).toEqual([published, pushed]);
  for (const { event } of passed) expectTypeOf(event).toEqualTypeOf<PushEvent | ReleasePublishedEvent>();
  // @ts-expect-error Releases do not explode.
  isGithubEventOfType('release.exploded');
});

it('a body under the name of another event is not let through', async () => {
  const forged = GithubEvent.revive({ ...pushed.envelope, eventtype: 'release.published' });
  expect(await firstValueFrom(of(forged).pipe(isGithubEventOfType('release.published'), toArray()))).toEqual([]);
});

it('data that is not a GitHub event is refused', () => {
  expect(() => GithubEvent.revive({ ...pushed.envelope, data: [] })).toThrow(/is not an event of github/);
});
