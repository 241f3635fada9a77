import { digestOf } from '../../core/event/digest.ts';
import { isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** A parameter that is sent several times is a list. */
type Parameter = string | readonly string[] | undefined;

export interface PlivoParameters {
  readonly [name: string]: Parameter;
}

export type PlivoMessageStatus = 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'rejected' | 'read';

/** How far a message has come. @see https://www.plivo.com/docs/messaging/api/message/send-a-message */
interface Message<Status extends string = PlivoMessageStatus> extends PlivoParameters {
  readonly MessageUUID: string;
  readonly Status: Status;
  readonly From?: string;
  readonly To?: string;
  /** The message that a long one was sent in parts of; the same for all of them. */
  readonly ParentMessageUUID?: string;
  /** `1 of 3` */
  readonly PartInfo?: string;
  /** `000` if there is none. */
  readonly ErrorCode?: string;
  /** Without a time zone, as the other times. */
  readonly DeliveryReportTime?: string;
  readonly SentTime?: string;
  readonly QueuedTime?: string;
  readonly TotalAmount?: string;
  readonly TotalRate?: string;
  readonly Units?: string;
}

/** A message to one of your numbers. */
interface IncomingMessage extends PlivoParameters {
  readonly MessageUUID: string;
  readonly Status?: undefined;
  readonly From?: string;
  readonly To?: string;
  readonly Text?: string;
  /** `sms`, `mms`, `whatsapp` */
  readonly Type?: string;
}

type CallEvent = 'startapp' | 'ring' | 'hangup' | 'redirect';

/** @see https://www.plivo.com/docs/voice/concepts/callbacks */
interface Call extends PlivoParameters {
  readonly CallUUID: string;
  readonly From?: string;
  readonly To?: string;
  readonly CallStatus?: string;
  /** `StartApp`, `Ring`, `Hangup`, `Redirect` */
  readonly Event?: string;
  readonly Direction?: string;
  readonly HangupCause?: string;
  readonly Duration?: string;
  readonly BillDuration?: string;
  readonly TotalCost?: string;
  /** What the caller has pressed. */
  readonly Digits?: string;
}

/** What Plivo sends, by type. These are ours: Plivo names none. */
export type PlivoEvents = {
  readonly [Status in PlivoMessageStatus as `message.${Status}`]: Message<Status>;
} & { readonly [Name in CallEvent as `call.${Name}`]: Call } & { readonly 'message.received': IncomingMessage };

export type PlivoEventType = keyof PlivoEvents;
export type PlivoNative = PlivoEvents[PlivoEventType];
export type PlivoEventOfType<Type extends PlivoEventType> = EventOf<PlivoEvents, Type>;

export const places: EventPlaces<PlivoNative> = {
  id: [idOf, 'digest'],
  type: typeOf,
  // Plivo's times have no zone.
  time: 'arrival',
  subject: (native) => [native['MessageUUID'], native['CallUUID']].find(isText),
  source: ['//plivo.com/accounts/{/ParentAuthID}', '//plivo.com'],
};

/**
 * A Plivo callback on the platform.
 * @see https://www.plivo.com/docs/
 */
export class PlivoEvent extends /* @__PURE__ */ eventClass<PlivoEvents>('plivo', places) {}

/**
 * Lets through Plivo callbacks of the given types.
 * @example
 * events$.pipe(
 *   isOfType(PlivoEvent),
 *   isPlivoEventOfType('message.undelivered', 'message.failed'),
 *   map(({ event }) => new TryAnotherNumber(event.To, event.ErrorCode)),
 * )
 */
export const isPlivoEventOfType = /* @__PURE__ */ ofTypes(PlivoEvent);

/** Whether something is about a call. */
export function isCall(native: PlivoParameters): boolean {
  return native['CallUUID'] !== undefined || native['CallStatus'] !== undefined;
}

/** A message reaches each status once, and a call ends once. Callbacks of a call in progress differ by what they say. */
function idOf(native: PlivoParameters): string | undefined {
  const { MessageUUID: message, CallUUID: call } = native;
  if (isText(call)) {
    const stage = stageOf(native) ?? 'callback';
    return stage === 'hangup' ? `${call}:hangup` : `${call}:${stage}:${digestOf(JSON.stringify(native))}`;
  }
  if (!isText(message)) return undefined;
  const { Status: status } = native;
  return `${message}:${isText(status) ? status : 'received'}`;
}

function typeOf(native: PlivoParameters): string | undefined {
  if (isCall(native)) {
    const stage = stageOf(native);
    return stage === undefined ? undefined : `call.${stage}`;
  }
  if (!isText(native['MessageUUID'])) return undefined;
  const { Status: status, Text: text, Type: kind } = native;
  if (isText(status)) return `message.${status}`;
  return isText(kind) || text !== undefined ? 'message.received' : undefined;
}

function stageOf({ Event: event, CallStatus: status }: PlivoParameters): string | undefined {
  return [event, status].find(isText)?.toLowerCase();
}
