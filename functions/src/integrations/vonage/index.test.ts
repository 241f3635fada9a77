import { createHash, createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isVonageEventOfType, VonageEvent, type VonageEventType } from './event.ts';
import { vonage } from './index.ts';
import { vonageSamples } from './samples.ts';

integrationConformance(vonage, vonageSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'the signature secret of the account';
const BODY = '{"message_uuid":"m1","status":"delivered","timestamp":"2026-11-23T11:59:58Z"}';
const CLAIMS = { iss: 'Vonage', iat: NOW.getTime() / 1000, payload_hash: hashOf(BODY), jti: 'j1' };

const event = (type: VonageEventType, edit?: (body: string) => string) =>
  sampleEvent(vonage, vonageSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Signed with nothing but node:crypto. */
async function verify(claims: object, secret = SECRET) {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  const headers = { authorization: `Bearer ${token}` };
  const request: RawWebhook = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers,
    rawBody: Buffer.from(BODY),
    receivedAt: NOW,
  };
  return vonage.verify(request, [SECRET], NOW, { toleranceSeconds: 300 });
}

it('a token that was signed without the scheme is accepted', async () => {
  expect(await verify(CLAIMS)).toMatchObject({ secret: 0 });
});

it.each([
  ['of another body', { ...CLAIMS, payload_hash: hashOf('{}') }],
  ['without the hash of the body', { ...CLAIMS, payload_hash: undefined }],
  ['without a time', { ...CLAIMS, iat: undefined }],
  ['that is old', { ...CLAIMS, iat: CLAIMS.iat - 301 }],
  ['of another issuer', { ...CLAIMS, iss: 'Nexmo' }],
])('a token %s, which Vonage’s verifier may accept, is refused', async (_what, claims) => {
  await expect(verify(claims)).rejects.toMatchObject({ code: 'vonage/bad-signature' });
});

it('a token with another secret is refused', async () => {
  await expect(verify(CLAIMS, 'another secret')).rejects.toMatchObject({ code: 'vonage/bad-signature' });
});

it.each([
  ['message.status', '3b1d6c9e-70f2-4a58-8c41-7:delivered', '3b1d6c9e-70f2-4a58-8c41-7'],
  ['message.received', '3b1d6c9e-70f2-4a58-8c41-7', '3b1d6c9e-70f2-4a58-8c41-7'],
  ['call.completed', 'd5d7c9a0d0d74d4d8c1a7:completed:2026-11-23T12:00:00.000Z', 'CON-5a0c7e2f-9b14-4d63-a8f7-7'],
] as const)('a %s is described by what is signed', async (type, id, subject) => {
  expect(await event(type)).toMatchObject({
    id,
    subject,
    eventtype: type,
    time: '2026-11-23T12:00:00.000Z',
    source: '//vonage.com',
  });
});

it('an object that is neither a message nor a call is kept, marked', async () => {
  const edit = (body: string) => body.replace('"message_uuid"', '"other"');
  expect(await event('message.status', edit)).toMatchObject({ unknown: expect.stringContaining('type') });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['message.received', 'call.busy'] as const).map((type) => event(type)));
  const events = all.map((envelope) => VonageEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isVonageEventOfType('message.received'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.text).toEqualTypeOf<string | undefined>();
  // @ts-expect-error The provider sends no such type.
  isVonageEventOfType('message.sent');
});
