import { expect, it } from 'vitest';
import { DiscordEvent, type DiscordEventType } from 'integration-service/discord';
import { discord } from 'integration-service/discord/integration';
import { discordSamples } from 'integration-service/discord/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateSubscription } from '../shared/subscriptions.ts';
import { entitlements } from './entitlements.ts';

const logic = { sagas: { entitlements }, handlers: [updateSubscription] };

async function event(type: DiscordEventType, second = 0, fields: object = {}): Promise<DiscordEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, event: { ...parsed.event, data: { ...parsed.event.data, ...fields } } });
  };
  return DiscordEvent.revive(await sampleEvent(discord, discordSamples, type, { id: '1', now, edit }));
}

/** The record, which is the same in whichever order the events arrive. */
async function after(...events: readonly DiscordEvent[]) {
  const [record, other] = await Promise.all(
    [events, events.toReversed()].map(
      async (order) =>
        (await (await handleEvents(logic, order)).get('subscriptions', 'discord:12400000000000001'))?.data,
    ),
  );
  expect(other).toEqual(record);
  return record;
}

it('an entitlement is active until its end, or until it is deleted', async () => {
  const [created, updated] = [await event('ENTITLEMENT_CREATE'), await event('ENTITLEMENT_UPDATE', 5)];
  expect(await after(created)).toMatchObject({
    status: 'active',
    active: true,
    customer: '99200000000000001',
    product: '1190000000000000077',
    cancelAtPeriodEnd: false,
    livemode: true,
  });
  expect(await after(created, updated)).toMatchObject({
    active: true,
    cancelAtPeriodEnd: true,
    currentPeriodEnd: '2026-12-23T12:00:05.000Z',
  });
  expect(await after(created, updated, await event('ENTITLEMENT_DELETE', 9))).toMatchObject({
    status: 'ended',
    active: false,
    endedAt: '2026-11-23T12:00:09.000Z',
  });
});

it.each([
  ['a guild', { user_id: null, guild_id: '77' }, { customer: '77', active: true }],
  ['a test', { type: 4 }, { livemode: false }],
  ['the past', { ends_at: '2026-11-23T11:00:00+00:00' }, { status: 'ended', endedAt: '2026-11-23T11:00:00.000Z' }],
])('an entitlement of %s is recorded as such', async (_what, fields, expected) => {
  expect(await after(await event('ENTITLEMENT_CREATE', 0, fields))).toMatchObject(expected);
});

it('somebody who adds the app changes nothing', async () => {
  const store = await handleEvents(logic, [await event('APPLICATION_AUTHORIZED')]);
  expect(await store.list('subscriptions', { limit: 1 })).toEqual([]);
});
