import { expect, it } from 'vitest';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { TwitchEvent } from 'integration-service/twitch';
import { twitch } from 'integration-service/twitch/integration';
import { twitchSamples } from 'integration-service/twitch/samples';
import { streams, syncStream } from './streams.ts';

async function event(type: string, second: number): Promise<TwitchEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return TwitchEvent.revive(await sampleEvent(twitch, twitchSamples, type, { now, id: String(second) }));
}

async function after(...events: readonly TwitchEvent[]) {
  const store = await handleEvents({ sagas: { streams }, handlers: [syncStream] }, events);
  return (await store.get('streams', 'twitch:4711'))?.data;
}

it('a channel is live until its stream ends, whatever the order of the events', async () => {
  const [online, offline] = [await event('stream.online', 1), await event('stream.offline', 9)];
  expect(await after(online)).toMatchObject({ live: true, startedAt: '2026-11-23T12:00:01.000Z', channelName: 'Cups' });
  for (const order of [
    [online, offline],
    [offline, online],
  ]) {
    expect(await after(...order)).toMatchObject({ live: false, startedAt: null });
  }
});

it('a channel that is back is live', async () => {
  expect(await after(await event('stream.online', 20), await event('stream.offline', 9))).toMatchObject({ live: true });
});

it.each(['channel.follow', 'revocation'])('a %s leaves no record', async (type) => {
  expect(await after(await event(type, 1))).toBeUndefined();
});
