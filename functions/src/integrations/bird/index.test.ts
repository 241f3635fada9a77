import { createHash, createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { BirdEvent, isBirdEventOfType, type BirdEventType } from './event.ts';
import { bird } from './index.ts';
import { birdSamples } from './samples.ts';

integrationConformance(bird, birdSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const HOOK = 'https://webhooks.example.com/hook';
const KEY = 'a signing key of the subscription';
const BODY = Buffer.from('{"event":"sms.outbound","payload":{"id":"m1","status":"sent"}}');

const event = (type: BirdEventType, edit?: (body: string) => string) =>
  sampleEvent(bird, birdSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

/** Signed with nothing but node:crypto. */
async function verify(age: number, url = HOOK) {
  const timestamp = String(NOW.getTime() / 1000 - age);
  const digest = createHash('sha256').update(BODY).digest();
  const signature = createHmac('sha256', KEY).update(`${timestamp}\n${url}\n`).update(digest).digest('base64');
  const headers = { 'messagebird-request-timestamp': timestamp, 'messagebird-signature': signature };
  const request: RawWebhook = {
    method: 'POST',
    url: '/hook',
    publicUrls: [HOOK],
    headers,
    rawBody: BODY,
    receivedAt: NOW,
  };
  return bird.verify(request, [KEY], NOW, { toleranceSeconds: bird.toleranceSeconds ?? 0 });
}

it('a retry is accepted for a day, although it has the time of the first attempt', async () => {
  expect(await verify(0)).toMatchObject({ secret: 0 });
  expect(await verify(4 * 3600)).toMatchObject({ secret: 0 });
  await expect(verify(86_401)).rejects.toThrow(/86401 s ago/);
  await expect(verify(-301)).rejects.toThrow(/301 s ahead/);
});

it('a request to another URL is refused', async () => {
  await expect(verify(0, 'https://other.example.com/hook')).rejects.toMatchObject({ code: 'bird/bad-signature' });
});

it('a message is described by what is signed', async () => {
  expect(await event('sms.outbound')).toMatchObject({
    id: 'sms.outbound:3f1c9f0e-5d2a-4b87-9c60-7:delivered',
    eventtype: 'sms.outbound',
    time: '2026-11-23T12:00:00.000Z',
    source: '//bird.com/channels/5f1c9f0e-8a41-4e03-b7d2-0c9b8a7d6e5f',
    subject: '3f1c9f0e-5d2a-4b87-9c60-7',
  });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['whatsapp.inbound', 'sms.outbound'] as const).map((type) => event(type)));
  const events = all.map((envelope) => BirdEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isBirdEventOfType('whatsapp.inbound'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.event).toEqualTypeOf<'whatsapp.inbound'>();
  // @ts-expect-error Bird has no such event.
  isBirdEventOfType('fax.inbound');
});
