import { createHash, randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { TelegramEventType } from './event.ts';
import { telegram } from './index.ts';

const ADA = { id: 1_111_111, is_bot: false, first_name: 'Ada', username: 'ada', language_code: 'en' };
const BOT = { id: 2_222_222, is_bot: true, first_name: 'Shop', username: 'shop_bot' };
const CHAT = { id: ADA.id, first_name: 'Ada', username: 'ada', type: 'private' };

/** Realistic updates of a bot. */
export const telegramSamples = samplesOf(telegram, {
  secret: () => randomBytes(24).toString('base64url'),
  around: (type, content, { id }) => ({ update_id: numberOf(id), [type]: content }),
  bodies: {
    message: (at) => ({
      ...message(at),
      text: '/start',
      entities: [{ offset: 0, length: 6, type: 'bot_command' }],
    }),
    edited_message: (at) => ({ ...message(at), edit_date: seconds(at), text: 'Where is my order?' }),
    callback_query: (at) => ({
      id: `43${numberOf(at.id)}`,
      from: ADA,
      message: { ...message(at), from: BOT, text: 'Which plan?' },
      chat_instance: '-1234567890123456789',
      data: 'plan:pro',
    }),
    my_chat_member: (at) => ({
      chat: CHAT,
      from: ADA,
      date: seconds(at),
      old_chat_member: { user: BOT, status: 'member' },
      new_chat_member: { user: BOT, status: 'kicked', until_date: 0 },
    }),
    pre_checkout_query: ({ id }) => ({
      id: `87${numberOf(id)}`,
      from: ADA,
      currency: 'EUR',
      total_amount: 2_900,
      invoice_payload: `order:${id}`,
    }),
  } satisfies { readonly [Type in TelegramEventType]?: (at: SampleAt) => object },
});

function message(at: SampleAt): object {
  return { message_id: numberOf(at.id) % 10_000, from: ADA, chat: CHAT, date: seconds(at) - 1 };
}

function seconds({ now }: SampleAt): number {
  return Math.floor(now.getTime() / 1000);
}

/** Telegram counts. */
function numberOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE();
}
