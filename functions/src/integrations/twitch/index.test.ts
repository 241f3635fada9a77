import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent, signedSample } from '../../testing/sample-events.ts';
import { isTwitchEventOfType, TwitchEvent } from './event.ts';
import { twitch } from './index.ts';
import { twitchSamples } from './samples.ts';

integrationConformance(twitch, twitchSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SETTINGS = { toleranceSeconds: 600, verifyToken: undefined };

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(twitch, twitchSamples, type, { id: '7', now: NOW, edit });

async function greeted(body: object, change: object = {}) {
  const edit = () => JSON.stringify(body);
  const { request, configured } = signedSample(twitchSamples, 'stream.online', { now: NOW, edit });
  const asked = { ...request, headers: { ...request.headers, ...change } };
  return twitch.handshake?.(asked, [configured], NOW, SETTINGS);
}

const CHALLENGE = { challenge: 'a-long-random-text', subscription: { id: '1', type: 'stream.online' } };

it('a signed challenge is echoed as text', async () => {
  expect(await greeted(CHALLENGE)).toEqual({
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: 'a-long-random-text',
  });
});

it('a challenge that is not signed is refused', async () => {
  const forged = { 'twitch-eventsub-message-signature': `sha256=${'0'.repeat(64)}` };
  await expect(Promise.resolve().then(() => greeted(CHALLENGE, forged))).rejects.toMatchObject({
    code: 'twitch/bad-signature',
  });
});

it('an event that mentions a challenge is an event', async () => {
  expect(await greeted({ ...CHALLENGE, event: {} })).toBeUndefined();
});

it('an event is described by what is signed', async () => {
  const envelope = await event('stream.online');
  expect(envelope).toMatchObject({
    id: 'msg_7',
    eventtype: 'stream.online',
    time: '2026-11-23T12:00:00.000Z',
    source: '//twitch.tv/users/4711',
    subject: '907',
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it('the end of a subscription is a revocation', async () => {
  const [envelope] = [await event('revocation')];
  expect(envelope).toMatchObject({ eventtype: 'revocation', subject: expect.stringContaining('5c2e0f7a') });
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['stream.online', 'revocation'].map((type) => event(type)));
  const events = all.map((envelope) => TwitchEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isTwitchEventOfType('stream.online'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.event.started_at).toEqualTypeOf<string>();
  // @ts-expect-error Twitch has no such type.
  isTwitchEventOfType('stream.exploded');
});
