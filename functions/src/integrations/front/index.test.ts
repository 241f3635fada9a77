import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent, signedSample } from '../../testing/sample-events.ts';
import { FrontEvent, isFrontEventOfType } from './event.ts';
import { front } from './index.ts';
import { frontSamples } from './samples.ts';

integrationConformance(front, frontSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SETTINGS = { toleranceSeconds: 300, verifyToken: undefined };
const RULE = '{"id":"evt_1","type":"inbound","emitted_at":1795435199.5,"conversation":{"id":"cnv_1"}}';

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(front, frontSamples, type, { id: '7', now: NOW, edit });

function signedByRule(body: string, signed = body) {
  const headers = { 'x-front-signature': createHmac('sha1', 'the API secret').update(signed).digest('base64') };
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(body), receivedAt: NOW };
}

it('the webhook of a rule is signed by another secret, without a time', async () => {
  const request = signedByRule(RULE);
  const { events } = await front.verify(request, ['the key of the app', 'the API secret'], NOW, SETTINGS);
  expect(events.map(({ native }) => front.describe(native, request))).toEqual([
    {
      id: 'evt_1',
      type: 'inbound',
      time: new Date('2026-11-23T11:59:59.500Z'),
      source: '//front.com',
      subject: 'cnv_1',
    },
  ]);
});

it('the webhook of a rule with another body is refused', async () => {
  const verified = Promise.resolve().then(() =>
    front.verify(signedByRule(RULE.replace('cnv_1', 'cnv_2'), RULE), ['the API secret'], NOW, SETTINGS),
  );
  await expect(verified).rejects.toMatchObject({ code: 'front/bad-signature' });
});

function greeted(body: string, change: object) {
  const { request, configured } = signedSample(frontSamples, 'inbound_received', { now: NOW, edit: () => body });
  const asked = { ...request, headers: { ...request.headers, ...change } };
  return Promise.resolve().then(() => front.handshake?.(asked, [configured], NOW, SETTINGS));
}

it('the challenge of a signed request is echoed', async () => {
  expect(await greeted('{"type":"sync"}', { 'x-front-challenge': 'a-long-text' })).toMatchObject({
    status: 200,
    body: 'a-long-text',
  });
});

it('a challenge is echoed to Front only, and only if it is one', async () => {
  const forged = { 'x-front-challenge': 'a-long-text', 'x-front-signature': 'AAAA' };
  await expect(greeted('{"type":"sync"}', forged)).rejects.toMatchObject({ code: 'front/bad-signature' });
  expect(await greeted('{"type":"inbound_received"}', { 'x-front-challenge': 'a-long-text' })).toBeUndefined();
  expect(await greeted('{"type":"sync"}', {})).toBeUndefined();
});

it('an event is described by what is signed', async () => {
  const envelope = await event('conversation_archived');
  expect(envelope).toMatchObject({
    id: 'evt_conversationarchived7',
    eventtype: 'conversation_archived',
    time: '2026-11-23T12:00:00.000Z',
    source: '//front.com/companies/cmp_cups',
    subject: 'cnv_7',
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['inbound_received', 'assignee_changed'].map((type) => event(type)));
  const events = all.map((envelope) => FrontEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isFrontEventOfType('assignee_changed'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.type).toEqualTypeOf<'assignee_changed'>();
  // @ts-expect-error Front has no such event.
  isFrontEventOfType('conversation_exploded');
});
