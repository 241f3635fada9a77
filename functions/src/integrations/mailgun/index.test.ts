import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isMailgunEventOfType, MailgunEvent } from './event.ts';
import { mailgun } from './index.ts';
import { mailgunSamples } from './samples.ts';

integrationConformance(mailgun, mailgunSamples);

const SECRET = 'a signing key of 16 letters or more';
const NOW = new Date('2026-11-23T12:00:00Z');
const SECONDS = String(NOW.getTime() / 1000);
const EVENT = { id: 'ev_1', event: 'delivered', timestamp: NOW.getTime() / 1000 - 0.5, recipient: 'jane@example.com' };

/** Signs with nothing but node:crypto. */
function signed(timestamp: string, token: string, secret = SECRET) {
  return {
    timestamp,
    token,
    signature: createHmac('sha256', secret)
      .update(timestamp + token)
      .digest('hex'),
  };
}

function requestWith(body: unknown): RawWebhook {
  return {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: { 'content-type': 'application/json' },
    rawBody: Buffer.from(JSON.stringify(body)),
    receivedAt: NOW,
  };
}

const verify = async (body: unknown, toleranceSeconds = 300) =>
  mailgun.verify(requestWith(body), [SECRET], NOW, { toleranceSeconds });

async function described(body: unknown) {
  const request = requestWith(body);
  const { events } = await mailgun.verify(request, [SECRET], NOW, { toleranceSeconds: 300 });
  return events.map(({ native }) => mailgun.describe(native, request));
}

it('the signed token is the id of the event, and everything in the event is marked as unsigned', async () => {
  const message = { headers: { 'message-id': 'm1@mail.example' } };
  const body = { signature: signed(SECONDS, 'token-1'), 'event-data': { ...EVENT, message } };
  expect(await described(body)).toEqual([
    {
      id: 'token-1',
      type: 'delivered',
      time: new Date('2026-11-23T11:59:59.500Z'),
      source: '//mailgun.com',
      subject: 'm1@mail.example',
      unsigned: ['type', 'time', 'subject'],
    },
  ]);
});

it('another event with a captured signature has the id of the first, so it has no effect', async () => {
  const signature = signed(SECONDS, 'token-1');
  const [first] = await described({ signature, 'event-data': EVENT });
  const [forged] = await described({
    signature,
    'event-data': { ...EVENT, id: 'ev_2', event: 'complained', domain: { name: 'other.example' } },
  });
  expect(forged).toMatchObject({ id: first?.id, source: first?.source, type: 'complained' });
});

it.each([
  ['nothing', undefined],
  ['a text', 'signature'],
  ['no token', { ...signed(SECONDS, ''), token: undefined }],
  ['a signature in capitals', { ...signed(SECONDS, 't'), signature: signed(SECONDS, 't').signature.toUpperCase() }],
  ['a time that is a number', { ...signed(SECONDS, 't'), timestamp: Number(SECONDS) }],
  ['another secret', signed(SECONDS, 't', 'another key of 16 letters')],
])('a signature of %s is refused', async (_what, signature) => {
  await expect(verify({ signature, 'event-data': EVENT })).rejects.toMatchObject({ code: 'mailgun/bad-signature' });
});

it('an empty token is refused, although it was signed, because it identifies no event', async () => {
  const body = { signature: signed(SECONDS, ''), 'event-data': EVENT };
  await expect(verify(body)).rejects.toMatchObject({ code: 'mailgun/bad-webhook-request' });
});

it('an invalid signed time is refused', async () => {
  await expect(verify({ signature: signed('soon', 'token-1'), 'event-data': EVENT })).rejects.toThrow(
    /The body has no readable time in Unix seconds at \/signature\/timestamp; /,
  );
});

it('a body that is too large to be parsed before it is verified is refused, whatever limit is configured', async () => {
  const body = { signature: signed(SECONDS, 'token-1'), 'event-data': { ...EVENT, note: 'x'.repeat(262_144) } };
  await expect(verify(body)).rejects.toThrow(/it may have 262144 bytes/);
});

it('a body that is sent again is signed with its own token', () => {
  const delivery = { type: 'delivered', signing: SECRET, now: NOW, url: 'https://hook.example.com/' };
  const tokenOf = (body: Uint8Array, id: string) =>
    JSON.parse(Buffer.from(mailgunSamples.request({ ...delivery, body, id }).body).toString()).signature.token;
  const { body } = mailgunSamples.request({
    ...delivery,
    id: '1',
    body: Buffer.from(JSON.stringify({ 'event-data': EVENT })),
  });
  expect(tokenOf(body, '2')).toBe(tokenOf(body, '1'));
});

it('digits that move between time and token change the signed time', async () => {
  const { signature } = signed(SECONDS, '7token');
  for (const moved of [
    { timestamp: `${SECONDS}7`, token: 'token', signature },
    { timestamp: SECONDS.slice(0, -1), token: `${SECONDS.at(-1)}7token`, signature },
  ]) {
    await expect(verify({ signature: moved, 'event-data': EVENT })).rejects.toThrow(/The request was signed/);
  }
});

it('a retry that repeats an old signature is accepted if the window is as wide as the retries are late', async () => {
  const old = { signature: signed(String(Number(SECONDS) - 28_000), 'token-1'), 'event-data': EVENT };
  await expect(verify(old)).rejects.toThrow(/The request was signed 28000 s ago/);
  expect(await verify(old, 43_200)).toMatchObject({ signedId: 'token-1' });
});

it.each([
  ['a private API key', `${'ab'.repeat(16)}-12345678-9abcdef0`],
  ['a public key', `pubkey-${'ab'.repeat(16)}`],
  ['something short', 'short'],
])('%s is not accepted as a signing key', (_what, secret) => {
  expect(mailgun.checkSecret?.(secret)).toMatch(/is not an HTTP webhook signing key/);
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const sample = async (type: string) => MailgunEvent.revive(await sampleEvent(mailgun, mailgunSamples, type));
  const events = await Promise.all(['failed', 'opened'].map(sample));
  const passed = await firstValueFrom(
    of(...events).pipe(isOfType(MailgunEvent), isMailgunEventOfType('failed'), toArray()),
  );
  expect(passed.map(({ event }) => event['event-data'].severity)).toEqual(['permanent']);
  for (const { event } of passed) {
    expectTypeOf(event['event-data'].severity).toEqualTypeOf<'permanent' | 'temporary'>();
  }
  // @ts-expect-error Mailgun has no such event.
  isMailgunEventOfType('vanished');
});
