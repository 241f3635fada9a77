import { expect, it } from 'vitest';
import { TelegramEvent } from 'integration-service/telegram';
import { telegram } from 'integration-service/telegram/integration';
import { telegramSamples } from 'integration-service/telegram/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateFollower } from '../shared/followers.ts';
import { followers } from './followers.ts';

const logic = { sagas: { followers }, handlers: [updateFollower] };

async function event(status: string, second = 0, chat: object = {}): Promise<TelegramEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    Object.assign(whole.my_chat_member.new_chat_member, { status });
    Object.assign(whole.my_chat_member.chat, chat);
    return JSON.stringify(whole);
  };
  return TelegramEvent.revive(
    await sampleEvent(telegram, telegramSamples, 'my_chat_member', { id: String(second), now, edit }),
  );
}

async function after(...events: readonly TelegramEvent[]) {
  return (await handleEvents(logic, events)).list('followers', { limit: 9 });
}

it('the newest update says whether a user follows the bot, whatever the order of arrival', async () => {
  const all = [await event('member', 1), await event('kicked', 5)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        id: 'telegram:2222222%3A1111111',
        data: {
          provider: 'telegram',
          account: '2222222',
          userId: '1111111',
          following: false,
          since: '2026-11-23T12:00:05.000Z',
        },
      },
    ]);
  }
  expect(await after(...all, await event('member', 9))).toMatchObject([{ data: { following: true } }]);
});

it.each([
  ['of a group', { id: -100, type: 'supergroup' }],
  ['without a chat', { id: null }],
])('a membership %s changes nothing', async (_what, chat) => {
  expect(await after(await event('member', 0, chat))).toEqual([]);
});
