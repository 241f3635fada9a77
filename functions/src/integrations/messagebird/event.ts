import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

export type MessagebirdStatus =
  | 'accepted'
  | 'pending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'rejected'
  | 'failed'
  | 'transmitted'
  | 'deleted'
  | 'received'
  | 'unknown'
  | 'unsupported';

interface Contact {
  readonly id: string;
  readonly msisdn?: number | string;
  readonly displayName?: string;
  readonly firstName?: string;
  readonly lastName?: string;
}

interface Conversation {
  readonly id: string;
  readonly contactId?: string;
  readonly status?: string;
  /** RFC 3339. */
  readonly createdDatetime?: string;
  readonly updatedDatetime?: string;
  readonly lastUsedChannelId?: string;
}

interface Message {
  readonly id: string;
  readonly conversationId?: string;
  readonly channelId?: string;
  /** `sms`, `whatsapp`, `email`, … */
  readonly platform?: string;
  readonly to?: string;
  readonly from?: string;
  readonly direction?: 'sent' | 'received';
  readonly status?: MessagebirdStatus;
  readonly type?: string;
  readonly content?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code?: number; readonly description?: string };
  readonly createdDatetime?: string;
  readonly updatedDatetime?: string;
}

interface OfConversation<Type extends string> {
  readonly type: Type;
  readonly conversation: Conversation;
  readonly contact?: Contact;
  readonly message?: Message;
}

type OfMessage<Type extends string> = OfConversation<Type> & { readonly message: Message };

/** Events of the Conversations API, by type. */
export interface MessagebirdEvents {
  readonly 'message.created': OfMessage<'message.created'>;
  readonly 'message.updated': OfMessage<'message.updated'>;
  readonly 'conversation.created': OfConversation<'conversation.created'>;
  readonly 'conversation.updated': OfConversation<'conversation.updated'>;
}
export type MessagebirdEventType = keyof MessagebirdEvents;
export type MessagebirdNative = MessagebirdEvents[MessagebirdEventType];
export type MessagebirdEventOfType<Type extends MessagebirdEventType> = EventOf<MessagebirdEvents, Type>;

export const places: EventPlaces<MessagebirdNative> = {
  // Events have no id. Whether a retry has a new token is not documented.
  id: ['{/type}:{/message/id}:{/message/status}:{/message/updatedDatetime}', 'digest'],
  type: '/type',
  time: [
    '/message/updatedDatetime',
    '/message/createdDatetime',
    '/conversation/updatedDatetime',
    '/conversation/createdDatetime',
    'arrival',
  ],
  subject: ['/message/id', '/conversation/id'],
  related: ['/contact/id'],
  source: ['//messagebird.com/channels/{/message/channelId}', '//messagebird.com'],
  needs: { '/conversation': 'object' },
};

/**
 * An event of MessageBird's conversations on the platform.
 * @see https://developers.messagebird.com/api/conversations/#webhooks
 */
export class MessagebirdEvent extends /* @__PURE__ */ eventClass<MessagebirdEvents>('messagebird', places) {}

/**
 * Lets through MessageBird events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(MessagebirdEvent),
 *   isMessagebirdEventOfType('message.created'),
 *   map(({ event }) => new Answer(event.conversation.id, event.message.content)),
 * )
 */
export const isMessagebirdEventOfType = /* @__PURE__ */ ofTypes(MessagebirdEvent);
