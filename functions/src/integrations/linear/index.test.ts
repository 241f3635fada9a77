import { createHmac } from 'node:crypto';
import {
  LinearWebhookClient,
  type EntityWebhookPayloadWithCommentData,
  type EntityWebhookPayloadWithIssueData,
  type IssueSlaWebhookPayload,
} from '@linear/sdk/webhooks';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { atTime } from '../../testing/at-time.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isLinearEventOfType, LinearEvent, type LinearEventOfType } from './event.ts';
import { linear } from './index.ts';
import { linearSamples } from './samples.ts';

integrationConformance(linear, linearSamples, {
  official: ({ rawBody, headers }, secret, now) =>
    atTime(now, () => {
      try {
        return new LinearWebhookClient(secret).verify(Buffer.from(rawBody), String(headers['linear-signature']));
      } catch {
        return false;
      }
    }),
});

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'lin_wh_secret';
const ISSUE = {
  action: 'create',
  type: 'Issue',
  createdAt: '2026-11-23T11:59:58.123Z',
  organizationId: 'org1',
  data: { id: 'i1' },
};

function requestWith(body: object, headers: RawWebhook['headers'] = {}): RawWebhook {
  const rawBody = Buffer.from(JSON.stringify(body));
  const signature = createHmac('sha256', SECRET).update(rawBody).digest('hex');
  return {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: { 'linear-signature': signature, ...headers },
    rawBody,
    receivedAt: NOW,
  };
}

async function describedAs(body: object, headers?: RawWebhook['headers'], now = NOW) {
  const request = requestWith(body, headers);
  const { events } = await linear.verify(request, [SECRET], now, { toleranceSeconds: 60 });
  return events.map(({ native }) => linear.describe(native, request));
}

it('an event is described only by its signed body', async () => {
  const [about] = await describedAs({ ...ISSUE, webhookTimestamp: NOW.getTime() });
  expect(about).toEqual({
    id: expect.stringMatching(/^[\w-]{43}$/),
    type: 'Issue.create',
    time: new Date('2026-11-23T11:59:58.123Z'),
    source: '//linear.app/org1',
    subject: 'i1',
  });
});

it('a retry, which is signed again an hour later, is the same event, whatever its headers say', async () => {
  const later = new Date(NOW.getTime() + 3_600_000);
  const [first] = await describedAs({ ...ISSUE, webhookTimestamp: NOW.getTime() }, { 'linear-delivery': 'a' });
  const [retry] = await describedAs({ ...ISSUE, webhookTimestamp: later.getTime() }, { 'linear-delivery': 'b' }, later);
  const [other] = await describedAs({ ...ISSUE, action: 'remove', webhookTimestamp: NOW.getTime() });
  expect(retry?.id).toBe(first?.id);
  expect(other?.id).not.toBe(first?.id);
});

it.each([
  ['IssueSLA', { issueData: { id: 'i2' } }, 'i2'],
  ['AgentSessionEvent', { agentSession: { id: 's1' } }, 's1'],
  ['AppUserNotification', { notification: { id: 'n1' } }, 'n1'],
])('the subject of %s is the object in its body', async (type, fields, subject) => {
  const { data: _none, ...rest } = ISSUE;
  expect(await describedAs({ ...rest, type, ...fields, webhookTimestamp: NOW.getTime() })).toMatchObject([{ subject }]);
});

const created = LinearEvent.revive(await sampleEvent(linear, linearSamples, 'Issue.create'));
const removed = LinearEvent.revive(await sampleEvent(linear, linearSamples, 'Issue.remove'));
const comment = LinearEvent.revive(await sampleEvent(linear, linearSamples, 'Comment.create'));
const all = of(created, removed, comment);

it('the operator lets through the given types and narrows the data to them', async () => {
  const passed = await firstValueFrom(all.pipe(isLinearEventOfType('Issue.create'), toArray()));
  expect(passed).toEqual([created]);
  for (const { event } of passed) {
    expectTypeOf(event.data).toEqualTypeOf<EntityWebhookPayloadWithIssueData['data']>();
    expectTypeOf(event.action).toEqualTypeOf<'create'>();
  }
});

it('a name without an action lets through every action, and several types narrow to their union', async () => {
  const passed = await firstValueFrom(all.pipe(isLinearEventOfType('Issue', 'Comment.create'), toArray()));
  expect(passed).toEqual([created, removed, comment]);
  for (const { event } of passed) {
    expectTypeOf(event.data).toEqualTypeOf<
      EntityWebhookPayloadWithIssueData['data'] | EntityWebhookPayloadWithCommentData['data']
    >();
  }
});

it('a type that does not exist does not compile', () => {
  // @ts-expect-error Issues do not explode.
  isLinearEventOfType('Issue.explode');
  // @ts-expect-error Linear has no such thing.
  isLinearEventOfType('Exploder');
  expectTypeOf(isLinearEventOfType).toBeCallableWith('IssueSLA.breached');
});

it('a type whose action the SDK does not list narrows too', () => {
  expectTypeOf<LinearEventOfType<'IssueSLA.breached'>['event']['issueData']>().toEqualTypeOf<
    IssueSlaWebhookPayload['issueData']
  >();
});

it('data that is not a Linear event is refused', () => {
  expect(() => LinearEvent.revive({ ...created.envelope, data: { type: 'Issue' } })).toThrow(
    /is not an event of linear/,
  );
});
