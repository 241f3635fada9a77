import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isZoomEventOfType, ZoomEvent, type ZoomEventType } from './event.ts';
import { zoom } from './index.ts';
import { zoomSamples } from './samples.ts';

integrationConformance(zoom, zoomSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'a-secret-token-of-an-app';
const TOKEN = 'qgg8vlvZRS6UYooatFL8Aw';

const event = (type: ZoomEventType, edit?: (body: string) => string) =>
  sampleEvent(zoom, zoomSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

const hexMac = (text: string, secret = SECRET) => createHmac('sha256', secret).update(text).digest('hex');

/** Signed with nothing but node:crypto. */
function requestWith(body: object, { secret = SECRET, age = 0 } = {}): RawWebhook {
  const text = JSON.stringify(body);
  const timestamp = String(NOW.getTime() / 1000 - age);
  return {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: {
      'content-type': 'application/json',
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': `v0=${hexMac(`v0:${timestamp}:${text}`, secret)}`,
    },
    rawBody: Buffer.from(text),
    receivedAt: NOW,
  };
}

const challenge = (plainToken: unknown) => ({ event: 'endpoint.url_validation', event_ts: 1, payload: { plainToken } });
const greet = async (request: RawWebhook, secrets: readonly string[] = [SECRET]) =>
  zoom.handshake?.(request, secrets, NOW, { toleranceSeconds: 7_200, verifyToken: undefined });

it('a signed challenge is answered with the secret that signed it', async () => {
  const reply = { status: 200, body: { plainToken: TOKEN, encryptedToken: hexMac(TOKEN) } };
  expect(await greet(requestWith(challenge(TOKEN)))).toEqual(reply);
  expect(await greet(requestWith(challenge(TOKEN)), ['another-secret-token', SECRET])).toEqual(reply);
});

it('nothing is signed for anyone else', async () => {
  const forged = { ...challenge('v0:1795435200:{"event":"meeting.ended"}') };
  await expect(greet(requestWith(forged, { secret: 'guessed-by-a-stranger' }))).rejects.toMatchObject({
    code: 'zoom/bad-signature',
  });
});

it.each([
  ['without a text', challenge(7)],
  ['in an ordinary event', { event: 'meeting.updated', payload: { object: { topic: 'endpoint.url_validation' } } }],
])('a challenge %s is not one', async (_what, body) => {
  expect(await greet(requestWith(body))).toBeUndefined();
});

it('the last retry is accepted, even if it is signed at the time of the first attempt', async () => {
  const body = { event: 'meeting.ended', payload: { object: {} } };
  const verify = async (age: number) =>
    zoom.verify(requestWith(body, { age }), [SECRET], NOW, { toleranceSeconds: zoom.toleranceSeconds ?? 0 });
  expect(await verify(85 * 60)).toMatchObject({ secret: 0 });
  await expect(verify(3 * 3600)).rejects.toThrow(/10800 s ago/);
  await expect(verify(-301)).rejects.toThrow(/301 s ahead/);
});

it('a meeting is described by what is signed', async () => {
  expect(await event('meeting.participant_joined')).toMatchObject({
    id: expect.stringMatching(/^[\w-]{43}$/),
    eventtype: 'meeting.participant_joined',
    time: '2026-11-23T12:00:00.000Z',
    source: '//zoom.us/accounts/q6gBJVO5TzexKYTb_I2rpg',
    subject: expect.stringMatching(/==$/),
  });
  expect(await event('user.created')).toMatchObject({ subject: 'z8yCxTTTTSiw02QgCAp87' });
});

it('two participants who join within one millisecond are two events', async () => {
  const other = await event('meeting.participant_joined', (body) => body.replace('16778240', '16778241'));
  expect(other.id).not.toBe((await event('meeting.participant_joined')).id);
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['meeting.ended', 'user.created'] as const).map((type) => event(type)));
  const events = all.map((envelope) => ZoomEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isZoomEventOfType('meeting.ended'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.payload.object.uuid).toEqualTypeOf<string>();
  // @ts-expect-error Zoom has no such event.
  isZoomEventOfType('meeting.finished');
});
