import { digestOf } from '../../core/event/digest.ts';
import { isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** The email that an event is about. */
interface Message {
  /** Each recipient of an email has a message with its own id. */
  readonly _id: string;
  /** Unix time in seconds at which it was sent. */
  readonly ts?: number;
  readonly state?: string;
  readonly email: string;
  readonly sender?: string;
  readonly subject?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly subaccount?: string | null;
  readonly template?: string | null;
  /** `bad_mailbox`, `general`, … */
  readonly bounce_description?: string;
  /** What the receiving server said. */
  readonly diag?: string;
}

interface About<Type extends string> {
  readonly event: Type;
  readonly _id: string;
  /** Unix time in seconds. */
  readonly ts: number;
  readonly msg: Message;
}

interface Seen<Type extends string> extends About<Type> {
  readonly ip?: string;
  readonly user_agent?: string;
  readonly location?: Readonly<Record<string, unknown>> | null;
}

interface Click extends Seen<'click'> {
  readonly url: string;
}

/** An email to one of your inbound addresses. It has no id. */
interface Inbound {
  readonly event: 'inbound';
  readonly _id?: undefined;
  readonly ts: number;
  readonly msg: {
    readonly email: string;
    readonly from_email?: string;
    readonly from_name?: string;
    readonly subject?: string;
    readonly text?: string;
    readonly html?: string;
    readonly raw_msg?: string;
    readonly headers?: Readonly<Record<string, unknown>>;
    readonly spam_report?: Readonly<Record<string, unknown>>;
  };
}

/** A change of a denylist or an allowlist. It has neither an `event` nor an id. */
interface ListChange<List extends string> {
  readonly event?: undefined;
  readonly _id?: undefined;
  readonly type: List;
  readonly action: 'add' | 'change' | 'remove';
  readonly ts: number;
  readonly reject?: { readonly reason?: string; readonly email?: string; readonly detail?: string | null };
  readonly entry?: { readonly email?: string; readonly detail?: string | null };
}

/** What Mandrill sends, by type; `blacklist` and `whitelist` are changes of these lists. */
export interface MandrillEvents {
  readonly send: About<'send'>;
  readonly delivered: About<'delivered'>;
  readonly deferral: About<'deferral'>;
  readonly hard_bounce: About<'hard_bounce'>;
  readonly soft_bounce: About<'soft_bounce'>;
  readonly reject: About<'reject'>;
  readonly open: Seen<'open'>;
  readonly click: Click;
  readonly spam: About<'spam'>;
  readonly unsub: About<'unsub'>;
  readonly inbound: Inbound;
  readonly blacklist: ListChange<'blacklist'>;
  readonly whitelist: ListChange<'whitelist'>;
}
export type MandrillEventType = keyof MandrillEvents;
export type MandrillNative = MandrillEvents[MandrillEventType];
export type MandrillEventOfType<Type extends MandrillEventType> = EventOf<MandrillEvents, Type>;

export const places: EventPlaces<MandrillNative> = {
  // Events have the id of their message, or none. A batch that failed is sent again with the same content.
  id: [idOf, (native) => digestOf(JSON.stringify(native))],
  type: (native) => native.event ?? ('type' in native ? native.type : undefined),
  time: '/ts',
  subject: ['/msg/_id', '/_id'],
  related: ['/msg/email'],
  source: ['//mandrillapp.com/subaccounts/{/msg/subaccount}', '//mandrillapp.com'],
};

/**
 * A Mandrill event on the platform.
 * @see https://mandrill.zendesk.com/hc/en-us/articles/360038740594-Webhook-Format
 */
export class MandrillEvent extends /* @__PURE__ */ eventClass<MandrillEvents>('mandrill', places) {}

/**
 * Lets through Mandrill events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(MandrillEvent),
 *   isMandrillEventOfType('hard_bounce'),
 *   map(({ event }) => new AskForAnotherAddress(event.msg.email, event.msg.bounce_description)),
 * )
 */
export const isMandrillEventOfType = /* @__PURE__ */ ofTypes(MandrillEvent);

/** A message can be clicked in several places within one second. */
function idOf(native: MandrillNative): string | undefined {
  if (!isText(native._id) || !isText(native.event)) return undefined;
  const link = 'url' in native && isText(native.url) ? `:${digestOf(native.url)}` : '';
  return `${native.event}:${native._id}:${native.ts}${link}`;
}
