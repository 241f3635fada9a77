import { generateKeyPairSync, sign } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { DiscordEvent, isDiscordEventOfType, type DiscordEventType, type Entitlement } from './event.ts';
import { discord } from './index.ts';
import { discordSamples } from './samples.ts';

integrationConformance(discord, discordSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const KEY = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');

const event = (type: DiscordEventType) => sampleEvent(discord, discordSamples, type, { id: '7', now: NOW });

function requestWith(body: string, signed = body): RawWebhook {
  const headers = {
    'x-signature-ed25519': sign(null, Buffer.from(`1795435200${signed}`), privateKey).toString('hex'),
    'x-signature-timestamp': '1795435200',
  };
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(body), receivedAt: NOW };
}

const shakeHands = async (request: RawWebhook) =>
  discord.handshake?.(request, [KEY], NOW, { verifyToken: undefined, toleranceSeconds: 300 });

it('a signed ping is answered without a body', async () => {
  expect(await shakeHands(requestWith('{"version":1,"application_id":"1","type":0}'))).toEqual({ status: 204 });
});

it('a ping that is wrongly signed is refused, as Discord expects, by a 401', async () => {
  await expect(shakeHands(requestWith('{"type":0}', '{"type":1}'))).rejects.toMatchObject({
    code: 'discord/bad-signature',
  });
  expect(discord.badSignature).toEqual({ status: 401 });
});

it.each(['{"type":1}', '{"type":0,"event":{"type":"X"}}', '[0]'])('%s is not a ping', async (body) => {
  expect(await shakeHands(requestWith(body))).toBeUndefined();
});

it('the public key is 64 hex digits', () => {
  expect(discord.checkSecret?.(KEY)).toBeUndefined();
  expect(discord.checkSecret?.('a bot token')).toContain('General Information');
});

it('an event is described by what is signed', async () => {
  const described = await event('ENTITLEMENT_CREATE');
  expect(described).toMatchObject({
    id: expect.stringMatching(/^[\w-]{43}$/),
    eventtype: 'ENTITLEMENT_CREATE',
    time: '2026-11-23T12:00:00.000Z',
    source: '//discord.com/1180000000000000042',
    subject: '99200000000000007',
  });
  expect(described.unsigned).toBeUndefined();
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['ENTITLEMENT_CREATE', 'APPLICATION_AUTHORIZED'] as const).map((type) => event(type)));
  const events = all.map((envelope) => DiscordEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isDiscordEventOfType('ENTITLEMENT_CREATE'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.event.data).toEqualTypeOf<Entitlement | undefined>();
  // @ts-expect-error Discord calls it ENTITLEMENT_CREATE.
  isDiscordEventOfType('ENTITLEMENT_CREATED');
});
