import { valueAt } from '../../core/event/json-pointer.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

export interface TelegramUser {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  /** IETF language tag. */
  readonly language_code?: string;
}

interface Chat {
  /** Up to 52 bits; negative for a group or a channel. */
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup' | 'channel';
  readonly title?: string;
  readonly username?: string;
}

/** Telegram documents about ninety further fields, by what a message contains. */
export interface TelegramMessage {
  readonly message_id: number;
  readonly from?: TelegramUser;
  readonly chat: Chat;
  /** Unix time in seconds. */
  readonly date: number;
  readonly text?: string;
  readonly caption?: string;
  readonly entities?: readonly { readonly type: string; readonly offset: number; readonly length: number }[];
  readonly [content: string]: unknown;
}

interface Query {
  readonly id: string;
  readonly from: TelegramUser;
}

interface CallbackQuery extends Query {
  readonly message?: TelegramMessage;
  readonly chat_instance?: string;
  /** What you attached to the button. */
  readonly data?: string;
}

interface InlineQuery extends Query {
  readonly query: string;
  readonly offset: string;
}

interface PreCheckoutQuery extends Query {
  /** ISO 4217; `XTR` for stars. */
  readonly currency: string;
  /** In the minor unit. */
  readonly total_amount: number;
  readonly invoice_payload: string;
}

interface Member {
  readonly status: 'creator' | 'administrator' | 'member' | 'restricted' | 'left' | 'kicked';
  readonly user: TelegramUser;
}

interface MemberChange {
  readonly chat: Chat;
  readonly from: TelegramUser;
  /** Unix time in seconds. */
  readonly date: number;
  readonly old_chat_member: Member;
  readonly new_chat_member: Member;
}

interface JoinRequest {
  readonly chat: Chat;
  readonly from: TelegramUser;
  readonly date: number;
  readonly bio?: string;
}

interface PollAnswer {
  readonly poll_id: string;
  readonly user?: TelegramUser;
  readonly option_ids: readonly number[];
}

/** An update has its id, and one more field, which is named by its type. */
type OfType<Type extends string, Content> = { readonly update_id: number } & { readonly [Name in Type]: Content };

/**
 * The updates that most bots use, by type. Declare others to use them:
 * `declare module '…/integrations/telegram/event.ts' { interface TelegramEvents { … } }`.
 */
export interface TelegramEvents {
  readonly message: OfType<'message', TelegramMessage>;
  readonly edited_message: OfType<'edited_message', TelegramMessage>;
  readonly channel_post: OfType<'channel_post', TelegramMessage>;
  readonly edited_channel_post: OfType<'edited_channel_post', TelegramMessage>;
  readonly callback_query: OfType<'callback_query', CallbackQuery>;
  readonly inline_query: OfType<'inline_query', InlineQuery>;
  readonly pre_checkout_query: OfType<'pre_checkout_query', PreCheckoutQuery>;
  readonly my_chat_member: OfType<'my_chat_member', MemberChange>;
  readonly chat_member: OfType<'chat_member', MemberChange>;
  readonly chat_join_request: OfType<'chat_join_request', JoinRequest>;
  readonly poll_answer: OfType<'poll_answer', PollAnswer>;
}
export type TelegramEventType = keyof TelegramEvents;
export type TelegramNative = TelegramEvents[TelegramEventType];
export type TelegramEventOfType<Type extends TelegramEventType> = EventOf<TelegramEvents, Type>;

export const places: EventPlaces<TelegramNative> = {
  id: '/update_id',
  type: typeOf,
  // An edited message has the date of the first version, too; a query has the date of the message that it is about.
  time: [
    (native) => valueAt(native, `/${typeOf(native)}/edit_date`),
    (native) => valueAt(native, `/${typeOf(native)}/date`),
    'arrival',
  ],
  subject: [
    (native) => valueAt(native, `/${typeOf(native)}/chat/id`),
    '/callback_query/message/chat/id',
    (native) => valueAt(native, `/${typeOf(native)}/from/id`),
  ],
  needs: { '/update_id': 'id' },
};

/**
 * An update of Telegram on the platform. Its body is not signed: the secret token proves only who sent the request.
 * @see https://core.telegram.org/bots/api#update
 */
export class TelegramEvent extends /* @__PURE__ */ eventClass<TelegramEvents>('telegram', places) {}

/**
 * Lets through updates of the given types.
 * @example
 * events$.pipe(
 *   isOfType(TelegramEvent),
 *   isTelegramEventOfType('message'),
 *   map(({ event: { message } }) => new Answer(message.chat.id, message.text)),
 * )
 */
export const isTelegramEventOfType = /* @__PURE__ */ ofTypes(TelegramEvent);

function typeOf(native: TelegramNative): string | undefined {
  return Object.keys(native).find((name) => name !== 'update_id');
}
