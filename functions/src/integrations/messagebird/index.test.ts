import { createHash, createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isMessagebirdEventOfType, MessagebirdEvent, type MessagebirdEventType } from './event.ts';
import { messagebird } from './index.ts';
import { messagebirdSamples } from './samples.ts';

integrationConformance(messagebird, messagebirdSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const HOOK = 'https://webhooks.example.com/hook';
const BODY = '{"type":"message.created","conversation":{"id":"c1"},"message":{"id":"m1"}}';
const CLAIMS = {
  iss: 'MessageBird',
  nbf: SECONDS,
  exp: SECONDS + 60,
  jti: 'j1',
  url_hash: hashOf(HOOK),
  payload_hash: hashOf(BODY),
};

const event = (type: MessagebirdEventType) => sampleEvent(messagebird, messagebirdSamples, type, { id: '7', now: NOW });

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Signed with nothing but node:crypto. */
async function verify(claims: object) {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS512', typ: 'JWT' })}.${part(claims)}`;
  const token = `${signed}.${createHmac('sha512', 'a signing key').update(signed).digest('base64url')}`;
  const headers = { 'messagebird-signature-jwt': token };
  const request: RawWebhook = {
    method: 'POST',
    url: '/hook',
    publicUrls: [HOOK],
    headers,
    rawBody: Buffer.from(BODY),
    receivedAt: NOW,
  };
  return messagebird.verify(request, ['a signing key'], NOW, { toleranceSeconds: 0 });
}

it('a token that was signed without the scheme is accepted', async () => {
  expect(await verify(CLAIMS)).toMatchObject({ secret: 0 });
});

it.each([
  ['of another body', { payload_hash: hashOf('{}') }],
  ['of another URL', { url_hash: hashOf('https://other.example.com/') }],
  ['without an end', { exp: undefined }],
  ['that has ended', { exp: SECONDS - 6 }],
  ['without an id', { jti: undefined }],
])('a token %s is refused', async (_what, changed) => {
  await expect(verify({ ...CLAIMS, ...changed })).rejects.toMatchObject({ code: 'messagebird/bad-signature' });
});

it('a message is described by what is signed', async () => {
  expect(await event('message.updated')).toMatchObject({
    id: 'message.updated:8909570b6c214a2b4c99f2c47:delivered:2026-11-23T12:00:00.000Z',
    eventtype: 'message.updated',
    time: '2026-11-23T12:00:00.000Z',
    source: '//messagebird.com/channels/619747f69cf940a98fb44314',
    subject: '8909570b6c214a2b4c99f2c47',
  });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['message.created', 'conversation.created'] as const).map((type) => event(type)));
  const events = all.map((envelope) => MessagebirdEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isMessagebirdEventOfType('message.created'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.message.id).toEqualTypeOf<string>();
  // @ts-expect-error MessageBird has no such event.
  isMessagebirdEventOfType('message.deleted');
});
