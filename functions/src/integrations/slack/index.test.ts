import type { types } from '@slack/bolt';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { describeAll } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isSlackEventOfType, SlackEvent } from './event.ts';
import { slack } from './index.ts';
import { slackSamples } from './samples.ts';

const SETTINGS = { toleranceSeconds: 300, verifyToken: undefined };

integrationConformance(slack, slackSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const { configured, signing } = slackSamples.makeSecret();

function requestWith(body: object): RawWebhook {
  const bytes = Buffer.from(JSON.stringify(body));
  const url = 'https://webhooks.example.com/slack-webhook';
  return rawWebhookOf(slackSamples.request({ body: bytes, type: '', id: '1', signing, now: NOW, url }), NOW);
}

async function describedAs(body: object) {
  const request = requestWith(body);
  const { events } = await slack.verify(request, [configured], NOW, { toleranceSeconds: 300 });
  return events.map(({ native }) => slack.describe(native, request));
}

describe('the handshake', () => {
  const challenge = {
    type: 'url_verification',
    token: 't',
    challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
  };

  it('echoes the challenge as text', async () => {
    expect(await slack.handshake?.(requestWith(challenge), [configured], NOW, SETTINGS)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: challenge.challenge,
    });
  });

  it('is refused to everyone except Slack', () => {
    const request = requestWith(challenge);
    expect(() => slack.handshake?.(request, [slackSamples.makeSecret().configured], NOW, SETTINGS)).toThrow(
      expect.objectContaining({ code: 'slack/bad-signature' }),
    );
    expect(() => slack.handshake?.(request, [configured], new Date(NOW.getTime() + 301_000), SETTINGS)).toThrow(
      expect.objectContaining({ code: 'slack/bad-signature' }),
    );
  });

  it('ignores a message that only mentions it', async () => {
    const message = { type: 'event_callback', event: { type: 'message', text: 'what is url_verification?' } };
    expect(await slack.handshake?.(requestWith(message), [configured], NOW, SETTINGS)).toBeUndefined();
  });
});

describe('an event', () => {
  const envelope = { type: 'event_callback', team_id: 'T1', event_id: 'Ev1', event_time: 1_795_435_200 };

  it.each([
    ['the id of its channel', { type: 'app_mention', channel: 'C1', user: 'U1' }, 'C1'],
    ['the id in its channel object', { type: 'channel_created', channel: { id: 'C2' } }, 'C2'],
    ['the channel of its item', { type: 'reaction_added', user: 'U1', item: { channel: 'C3' } }, 'C3'],
    ['the id in its user object', { type: 'team_join', user: { id: 'U2' } }, 'U2'],
    ['absent if it names only its workspace', { type: 'app_uninstalled' }, undefined],
  ])('has a subject that is %s', async (_what, event, subject) => {
    expect(await describedAs({ ...envelope, event })).toEqual([
      {
        id: 'Ev1',
        type: event.type,
        time: new Date(1_795_435_200_000),
        source: '//slack.com/T1',
        ...(subject !== undefined && { subject }),
      },
    ]);
  });

  it('that is sent again has the same id, whatever the retry headers say', async () => {
    const request = requestWith({ ...envelope, event: { type: 'app_mention' } });
    const again = {
      ...request,
      headers: { ...request.headers, 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'http_timeout' },
    };
    const { events } = await slack.verify(again, [configured], NOW, { toleranceSeconds: 300 });
    expect(events.map(({ native }) => slack.describe(native, again).id)).toEqual(['Ev1']);
  });

  it.each([
    ['an id', { event_id: '' }, { type: 'app_mention', unknown: ['id'] }],
    ['a time', { event_time: 'now' }, { type: 'app_mention', time: NOW, unknown: ['time'] }],
    ['what happened', { event: undefined }, { type: 'unknown', unknown: ['id', 'type', 'time'] }],
    ['a type', { event: {} }, { type: 'unknown', unknown: ['id', 'type', 'time'] }],
  ])('that lacks %s is kept and marked', async (_what, change, about) => {
    const request = requestWith({ ...envelope, event: { type: 'app_mention' }, ...change });
    const verified = await slack.verify(request, [configured], NOW, { toleranceSeconds: 300 });
    expect(describeAll(slack, verified, request)).toMatchObject([{ about }]);
  });
});

it('the notice of a rate limit, which has no id, is identified by its content', async () => {
  const notice = { type: 'app_rate_limited', team_id: 'T1', api_app_id: 'A1', minute_rate_limited: 1_795_435_200 };
  const [one] = await describedAs(notice);
  const [same] = await describedAs(notice);
  const [other] = await describedAs({ ...notice, minute_rate_limited: 1_795_435_260 });
  expect(one).toMatchObject({ type: 'app_rate_limited', time: new Date(1_795_435_200_000), source: '//slack.com/T1' });
  expect(same?.id).toBe(one?.id);
  expect(other?.id).not.toBe(one?.id);
});

const mentioned = SlackEvent.revive(await sampleEvent(slack, slackSamples, 'app_mention'));
const reacted = SlackEvent.revive(await sampleEvent(slack, slackSamples, 'reaction_added'));

it('the operator lets through the given types and narrows the inner event to them', async () => {
  const passed = await firstValueFrom(of(mentioned, reacted).pipe(isSlackEventOfType('app_mention'), toArray()));
  expect(passed).toEqual([mentioned]);
  for (const { event } of passed) expectTypeOf(event.event).toEqualTypeOf<types.AppMentionEvent>();
});

it('several types narrow to their union, and a type that does not exist does not compile', async () => {
  const wanted = isSlackEventOfType('app_mention', 'reaction_added');
  const passed = await firstValueFrom(of(mentioned, reacted).pipe(wanted, toArray()));
  expect(passed).toHaveLength(2);
  for (const { event } of passed) {
    expectTypeOf(event.event).toEqualTypeOf<types.AppMentionEvent | types.ReactionAddedEvent>();
  }
  // @ts-expect-error Slack has no such event.
  isSlackEventOfType('app_exploded');
});

it('data that is not a Slack event is refused', () => {
  expect(() => SlackEvent.revive({ ...mentioned.envelope, data: { ok: true } })).toThrow(/is not an event of slack/);
});
