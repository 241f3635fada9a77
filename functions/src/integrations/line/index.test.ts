import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { describeAll } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isLineEventOfType, LineEvent, type LineEventType } from './event.ts';
import { line } from './index.ts';
import { lineSamples } from './samples.ts';

integrationConformance(line, lineSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = '0123456789abcdef0123456789abcdef';
const LIMITS = { toleranceSeconds: 0 };

/** Signed with nothing but node:crypto. */
function requestWith(events: readonly object[], secret = SECRET): RawWebhook {
  const rawBody = Buffer.from(JSON.stringify({ destination: 'U1', events }));
  const signature = createHmac('sha256', secret).update(rawBody).digest('base64');
  const headers = { 'content-type': 'application/json', 'x-line-signature': signature };
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody, receivedAt: NOW };
}

const greet = async (request: RawWebhook) =>
  line.handshake?.(request, [SECRET], NOW, { ...LIMITS, verifyToken: undefined });

it('each event of a request is described by itself', async () => {
  const request = requestWith([
    { type: 'message', webhookEventId: '01A', timestamp: NOW.getTime(), source: { type: 'user', userId: 'U7' } },
    { type: 'join', webhookEventId: '01B', timestamp: NOW.getTime(), source: { type: 'group', groupId: 'C7' } },
  ]);
  const all = describeAll(line, await line.verify(request, [SECRET], NOW, LIMITS), request);
  expect(all.map(({ about }) => about)).toEqual([
    { id: '01A', type: 'message', time: NOW, source: '//line.me/U1', subject: 'U7' },
    { id: '01B', type: 'join', time: NOW, source: '//line.me/U1', subject: 'C7' },
  ]);
});

it('a request without events is answered if it is signed', async () => {
  expect(await greet(requestWith([]))).toEqual({ status: 200 });
  await expect(greet(requestWith([], 'another secret'))).rejects.toMatchObject({ code: 'line/bad-signature' });
});

it('a request with events is not a handshake', async () => {
  expect(await greet(requestWith([{ type: 'unfollow' }]))).toBeUndefined();
  expect(await greet({ ...requestWith([]), method: 'GET' })).toBeUndefined();
});

it.each(['1234567890', 'aBcDeFgHiJkLmNoPqRsTuVwXyZ+/='])('%s is not accepted as a channel secret', (secret) => {
  expect(line.checkSecret?.(secret)).toContain('Basic settings');
});

it('an event that is delivered again has the same id', async () => {
  const first = await sampleEvent(line, lineSamples, 'postback', { id: '7', now: NOW });
  const edit = (body: string) => body.replace('"isRedelivery":false', '"isRedelivery":true');
  const again = await sampleEvent(line, lineSamples, 'postback', { id: '7', now: NOW, edit });
  expect(again.id).toBe(first.id);
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const event = async (type: LineEventType) => LineEvent.revive(await sampleEvent(line, lineSamples, type));
  const events = [await event('postback'), await event('follow')];
  const passed = await firstValueFrom(of(...events).pipe(isLineEventOfType('postback'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.postback.data).toEqualTypeOf<string>();
  // @ts-expect-error LINE has no such event.
  isLineEventOfType('blocked');
});
