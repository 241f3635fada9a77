import { generateKeyPairSync, sign } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isTelnyxEventOfType, TelnyxEvent, type TelnyxEventType } from './event.ts';
import { telnyx } from './index.ts';
import { telnyxSamples } from './samples.ts';

integrationConformance(telnyx, telnyxSamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: TelnyxEventType, edit?: (body: string) => string) =>
  sampleEvent(telnyx, telnyxSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

it('the public key is the 32 bytes in base64 that Telnyx shows', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const shown = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  const body = '{"data":{"id":"e1","event_type":"message.sent","payload":{}}}';
  const seconds = String(NOW.getTime() / 1000);
  const request = rawWebhookOf({
    method: 'POST',
    url: 'https://webhooks.example.com/hook',
    headers: {
      'telnyx-timestamp': seconds,
      'telnyx-signature-ed25519': sign(null, Buffer.from(`${seconds}|${body}`), privateKey).toString('base64'),
    },
    body: Buffer.from(body),
  });
  expect(telnyx.checkSecret?.(shown)).toBeUndefined();
  expect(await telnyx.verify(request, [shown], NOW, { toleranceSeconds: 300 })).toMatchObject({ secret: 0 });
});

it.each(['KEY0123456789ABCDEF', 'a text'])('%s is not accepted as a public key', (secret) => {
  expect(telnyx.checkSecret?.(secret)).toContain('Keys & Credentials');
});

it('a message is described by what is signed', async () => {
  expect(await event('message.finalized')).toMatchObject({
    id: '5d0f7a42-3c86-4b19-9e57-message.finalized-7',
    eventtype: 'message.finalized',
    time: '2026-11-23T12:00:00.000Z',
    source: '//telnyx.com/messaging_profiles/740572b6-099c-44a1-89b9-6c92163bc68d',
    subject: '8a6cf0de-1b57-4f83-a2c9-7',
  });
});

it('the subject of a call is its session, and its source the connection', async () => {
  expect(await event('call.hangup')).toMatchObject({
    source: '//telnyx.com/connections/1684641123236054244',
    subject: '428c31b6-abf3-3bc1-b7f4-7',
  });
});

it('an event of a type that is not declared is an event', async () => {
  const edit = (body: string) => body.replace('"call.hangup"', '"fax.delivered"');
  expect(await event('call.hangup', edit)).toMatchObject({ eventtype: 'fax.delivered' });
});

it('publishing ends before Telnyx stops waiting', () => {
  expect(telnyx.answerWithinSeconds).toBe(2);
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['call.hangup', 'message.sent'] as const).map((type) => event(type)));
  const events = all.map((envelope) => TelnyxEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isTelnyxEventOfType('call.hangup'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.data.payload.call_session_id).toEqualTypeOf<string>();
  // @ts-expect-error Telnyx has no such event.
  isTelnyxEventOfType('call.ended');
});
