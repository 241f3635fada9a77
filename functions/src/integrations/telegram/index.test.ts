import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isTelegramEventOfType, TelegramEvent, type TelegramEventType, type TelegramMessage } from './event.ts';
import { telegram } from './index.ts';
import { telegramSamples } from './samples.ts';

integrationConformance(telegram, telegramSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const LIMITS = { toleranceSeconds: 0 };

const event = (type: TelegramEventType, edit?: (body: string) => string) =>
  sampleEvent(telegram, telegramSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

function requestWith(token: string): RawWebhook {
  const headers = { 'x-telegram-bot-api-secret-token': token };
  const rawBody = Buffer.from('{"update_id":7,"message":{"message_id":1,"date":1795435198,"chat":{"id":9}}}');
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody, receivedAt: NOW };
}

it('the secret token proves a request', async () => {
  expect(await telegram.verify(requestWith('Chosen_1-token'), ['Chosen_1-token'], NOW, LIMITS)).toMatchObject({
    events: [{ native: { update_id: 7 } }],
  });
});

it.each(['chosen_1-token', 'Chosen_1-tokens', 'Bearer Chosen_1-token'])('the token %s is refused', (token) => {
  expect(() => telegram.verify(requestWith(token), ['Chosen_1-token'], NOW, LIMITS)).toThrow(
    expect.objectContaining({ code: 'telegram/bad-signature' }),
  );
});

it('the token of a bot is not accepted as the secret token', () => {
  expect(telegram.checkSecret?.('123456789:AAExampleExampleExample')).toContain('not the token of the bot');
  expect(telegram.checkSecret?.('Chosen_1-token')).toBeUndefined();
});

it.each([
  ['message', '2026-11-23T11:59:59.000Z', '1111111'],
  ['edited_message', '2026-11-23T12:00:00.000Z', '1111111'],
  ['callback_query', '2026-11-23T12:00:00.000Z', '1111111'],
  ['my_chat_member', '2026-11-23T12:00:00.000Z', '1111111'],
  ['pre_checkout_query', '2026-11-23T12:00:00.000Z', '1111111'],
] as const)('a %s is described by what it holds, and none of it is signed', async (type, time, subject) => {
  expect(await event(type)).toMatchObject({
    id: expect.stringMatching(/^\d+$/),
    eventtype: type,
    time,
    subject,
    source: '//telegram',
    unsigned: 'id,type,time,subject',
  });
});

it('an update of a type that is not declared is an event', async () => {
  const edit = (body: string) => body.replace('"message"', '"guest_message"');
  expect(await event('message', edit)).toMatchObject({ eventtype: 'guest_message', subject: '1111111' });
});

it('the answer is empty: Telegram would take an object for a call of its API', () => {
  expect(telegram.ack?.([])).toEqual({ status: 200 });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['message', 'callback_query'] as const).map((type) => event(type)));
  const events = all.map((envelope) => TelegramEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isTelegramEventOfType('message'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.message).toEqualTypeOf<TelegramMessage>();
  // @ts-expect-error Telegram has no such update.
  isTelegramEventOfType('command');
});
