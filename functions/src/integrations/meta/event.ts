import { digestOf } from '../../core/event/digest.ts';
import { isJsonObject, isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import { valueAt } from '../../core/event/json-pointer.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Failure {
  readonly code: number;
  readonly title?: string;
  readonly message?: string;
  readonly error_data?: { readonly details?: string };
}

export type WhatsappStatus = 'sent' | 'delivered' | 'read' | 'played' | 'failed';

/** How far a message has come that you sent. */
interface Status {
  /** Id of the message: `wamid.…`. */
  readonly id: string;
  readonly status: WhatsappStatus;
  /** Unix time in seconds, as text. */
  readonly timestamp: string;
  /** Number of the recipient, or the id of a group. */
  readonly recipient_id?: string;
  readonly recipient_type?: string;
  /** The member of a group who received or read the message. */
  readonly recipient_participant_id?: string;
  readonly errors?: readonly Failure[];
}

/** A message that came in. What it contains is in the field that `type` names. */
interface Message {
  readonly id: string;
  readonly from?: string;
  /** Unix time in seconds, as text. */
  readonly timestamp: string;
  readonly type?: string;
  readonly text?: { readonly body: string };
  readonly [content: string]: unknown;
}

interface Whatsapp {
  readonly messaging_product?: 'whatsapp';
  readonly metadata?: { readonly display_phone_number?: string; readonly phone_number_id?: string };
}

interface Incoming extends Whatsapp {
  readonly contacts?: readonly { readonly wa_id?: string; readonly profile?: { readonly name?: string } }[];
  readonly messages: readonly [Message];
}

interface Reported extends Whatsapp {
  readonly statuses: readonly [Status];
}

/** A message, a delivery, a postback, … of Messenger or Instagram. */
interface Messaging {
  readonly sender?: { readonly id: string };
  readonly recipient?: { readonly id: string };
  /** Unix time in milliseconds. */
  readonly timestamp?: number;
  readonly message?: { readonly mid: string; readonly text?: string; readonly is_echo?: boolean };
  readonly postback?: { readonly mid?: string; readonly title?: string; readonly payload?: string };
  readonly delivery?: { readonly mids?: readonly string[]; readonly watermark: number };
  readonly read?: { readonly watermark?: number; readonly mid?: string };
}

/** A change of any other kind; Meta documents its fields by the product. */
export type MetaChange = Readonly<Record<string, unknown>>;

interface Change<Product extends string, Field extends string, Value> {
  readonly object: Product;
  /** What changed: the account, the page. `time` is Unix time; WhatsApp has none. */
  readonly entry: { readonly id: string; readonly time?: number };
  readonly field: Field;
  readonly value: Value;
}

type WhatsappChange<Field extends string, Value = MetaChange> = Change<'whatsapp_business_account', Field, Value>;

/**
 * The changes of WhatsApp and pages that most apps subscribe to, by type. One request contains several; each is an event
 * here. Declare others to use them: `declare module '…/integrations/meta/event.ts' { interface MetaEvents { … } }`.
 */
export interface MetaEvents {
  readonly 'whatsapp.message': WhatsappChange<'messages', Incoming>;
  readonly 'whatsapp.status': WhatsappChange<'messages', Reported>;
  readonly 'whatsapp.account_update': WhatsappChange<'account_update'>;
  readonly 'whatsapp.message_template_status_update': WhatsappChange<'message_template_status_update'>;
  readonly 'whatsapp.phone_number_quality_update': WhatsappChange<'phone_number_quality_update'>;
  readonly 'page.messaging': Change<'page', 'messaging', Messaging>;
  readonly 'page.standby': Change<'page', 'standby', Messaging>;
  readonly 'page.feed': Change<'page', 'feed', MetaChange>;
  readonly 'page.leadgen': Change<'page', 'leadgen', MetaChange>;
  readonly 'page.mention': Change<'page', 'mention', MetaChange>;
  readonly 'instagram.messaging': Change<'instagram', 'messaging', Messaging>;
  readonly 'instagram.comments': Change<'instagram', 'comments', MetaChange>;
  readonly 'instagram.mentions': Change<'instagram', 'mentions', MetaChange>;
}
export type MetaEventType = keyof MetaEvents;
export type MetaNative = MetaEvents[MetaEventType];
export type MetaEventOfType<Type extends MetaEventType> = EventOf<MetaEvents, Type>;

export const places: EventPlaces<MetaNative> = {
  // Other changes have no id, and a retry has the same content.
  id: [statusIdOf, '/value/messages/0/id', '/value/message/mid', (native) => digestOf(JSON.stringify(native))],
  type: typeOf,
  time: [
    '/value/statuses/0/timestamp',
    '/value/messages/0/timestamp',
    '/value/timestamp',
    '/value/created_time',
    '/entry/time',
    'arrival',
  ],
  subject: [
    '/value/statuses/0/id',
    '/value/messages/0/id',
    '/value/message/mid',
    '/value/leadgen_id',
    '/value/comment_id',
    '/value/post_id',
    '/value/id',
  ],
  source: '//meta.com/{/object}/{/entry/id}',
  needs: { '/object': 'text', '/entry': 'object', '/field': 'text' },
};

/**
 * A change of a Meta product on the platform.
 * @see https://developers.facebook.com/docs/graph-api/webhooks/reference
 */
export class MetaEvent extends /* @__PURE__ */ eventClass<MetaEvents>('meta', places) {}

/**
 * Lets through Meta events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(MetaEvent),
 *   isMetaEventOfType('whatsapp.message'),
 *   map(({ event }) => new Answer(event.value.messages[0].from, event.value.messages[0].text?.body)),
 * )
 */
export const isMetaEventOfType = /* @__PURE__ */ ofTypes(MetaEvent);

/** The product and the field: `page.feed`. WhatsApp reports messages and their statuses in one field. */
function typeOf({ object, field, value }: MetaNative): string {
  if (object !== 'whatsapp_business_account') return `${object}.${field}`;
  if (isJsonObject(value) && 'statuses' in value) return 'whatsapp.status';
  return isJsonObject(value) && 'messages' in value ? 'whatsapp.message' : `whatsapp.${field}`;
}

/** A message has one id in all its stages, and in a group one for all who receive it. */
function statusIdOf({ value }: MetaNative): string | undefined {
  const status = valueAt(value, '/statuses/0');
  if (!isJsonObject(status) || !isText(status['id']) || !isText(status['status'])) return undefined;
  const member = status['recipient_participant_id'];
  return [status['id'], status['status'], ...(isText(member) ? [digestOf(member)] : [])].join(':');
}
