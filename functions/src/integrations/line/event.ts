import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Where an event happened. A user who has not consented to it has no id in a group. */
interface Source {
  readonly type: 'user' | 'group' | 'room';
  readonly userId?: string;
  readonly groupId?: string;
  readonly roomId?: string;
}

interface OfType<Type extends string> {
  readonly type: Type;
  /** Stays the same if the event is delivered again. */
  readonly webhookEventId: string;
  /** Unix time in milliseconds. */
  readonly timestamp: number;
  readonly source?: Source;
  /** `standby` if another system answers now. */
  readonly mode: 'active' | 'standby';
  readonly deliveryContext: { readonly isRedelivery: boolean };
}

interface Answerable<Type extends string> extends OfType<Type> {
  /** Answers the event once, within about a minute. An event on standby has none. */
  readonly replyToken?: string;
}

/** What it contains depends on its type: `text`, `sticker`, `image`, … */
interface Message {
  readonly id: string;
  readonly type: string;
  readonly text?: string;
  readonly quoteToken?: string;
  readonly [content: string]: unknown;
}

interface Members {
  readonly members: readonly Source[];
}

/** The webhook events of the Messaging API that most bots use, by type. */
export interface LineEvents {
  readonly message: Answerable<'message'> & { readonly message: Message };
  readonly unsend: OfType<'unsend'> & { readonly unsend: { readonly messageId: string } };
  readonly follow: Answerable<'follow'> & { readonly follow?: { readonly isUnblocked: boolean } };
  readonly unfollow: OfType<'unfollow'>;
  readonly join: Answerable<'join'>;
  readonly leave: OfType<'leave'>;
  readonly memberJoined: Answerable<'memberJoined'> & { readonly joined: Members };
  readonly memberLeft: OfType<'memberLeft'> & { readonly left: Members };
  readonly postback: Answerable<'postback'> & {
    readonly postback: { readonly data: string; readonly params?: Readonly<Record<string, string>> };
  };
  readonly videoPlayComplete: Answerable<'videoPlayComplete'> & {
    readonly videoPlayComplete: { readonly trackingId: string };
  };
  readonly beacon: Answerable<'beacon'> & {
    readonly beacon: { readonly hwid: string; readonly type: string; readonly dm?: string };
  };
  readonly accountLink: Answerable<'accountLink'> & {
    readonly link: { readonly result: 'ok' | 'failed'; readonly nonce: string };
  };
  readonly membership: Answerable<'membership'> & {
    readonly membership: { readonly type: 'joined' | 'left' | 'renewed'; readonly membershipId: number };
  };
}
export type LineEventType = keyof LineEvents;
export type LineNative = LineEvents[LineEventType];
export type LineEventOfType<Type extends LineEventType> = EventOf<LineEvents, Type>;

export const places: EventPlaces<LineNative> = {
  list: '/events',
  id: '/webhookEventId',
  type: '/type',
  time: '/timestamp',
  subject: ['/source/groupId', '/source/roomId', '/source/userId'],
  // The bot.
  source: '//line.me/{body:/destination}',
};

/**
 * A LINE event on the platform.
 * @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export class LineEvent extends /* @__PURE__ */ eventClass<LineEvents>('line', places) {}

/**
 * Lets through LINE events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(LineEvent),
 *   isLineEventOfType('message'),
 *   map(({ event }) => new Answer(event.replyToken, event.message.text)),
 * )
 */
export const isLineEventOfType = /* @__PURE__ */ ofTypes(LineEvent);
