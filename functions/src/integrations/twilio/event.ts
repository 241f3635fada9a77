import { digestOf } from '../../core/event/digest.ts';
import { isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import { guardOf } from '../../core/integration/guard.ts';
import type { Surroundings } from '../../core/integration/place.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import type {
  TwilioCall,
  TwilioCallStatus,
  TwilioIncomingMessage,
  TwilioMessage,
  TwilioMessageStatus,
  TwilioOther,
  TwilioStreamEvent,
  TwilioStreamMessage,
} from './resources.ts';

export type * from './resources.ts';

/** The stages of a message that Event Streams reports. */
type StreamMessageStage = 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'read';

/** What Twilio sends, by type. Other products name their own types; `webhook` is used if none is named. */
export type TwilioEvents = {
  readonly [Status in TwilioMessageStatus as `message.${Status}`]: TwilioMessage<Status>;
} & {
  readonly [Status in TwilioCallStatus as `call.${Status}`]: TwilioCall<Status>;
} & {
  readonly [Stage in StreamMessageStage as `messaging.message.${Stage}`]: TwilioStreamEvent<
    `com.twilio.messaging.message.${Stage}`,
    TwilioStreamMessage
  >;
} & { readonly 'message.received': TwilioIncomingMessage; readonly webhook: TwilioOther };

export type TwilioEventType = keyof TwilioEvents;
export type TwilioNative = TwilioEvents[TwilioEventType];
export type TwilioEventOfType<Type extends TwilioEventType> = EventOf<TwilioEvents, Type>;

/** The fields of an Event Streams event, which is a CloudEvent with data. */
export const streamPlaces: EventPlaces<TwilioStreamEvent> = {
  type: '/type',
  needs: { '/specversion': 'text', '/id': 'text', '/source': 'text', '/data': 'object' },
};

const isStreamEvent: (native: TwilioNative) => native is TwilioStreamEvent = /* @__PURE__ */ guardOf(streamPlaces);

/** One URL serves all products, so each kind of webhook has its own places. */
export const places: EventPlaces<TwilioNative> = {
  id: idOf,
  bindsId: true,
  type: typeOf,
  time: [occurredAt, 'arrival'],
  subject: (native) =>
    isStreamEvent(native)
      ? textIn(native.data, 'messageSid', 'callSid')
      : textIn(native, 'MessageSid', 'CallSid', 'Sid'),
  // One URL may also serve subaccounts.
  source: (native) => {
    const account = isStreamEvent(native) ? textIn(native.data, 'accountSid') : textIn(native, 'AccountSid');
    return account !== undefined ? `//twilio.com/accounts/${encodeURIComponent(account)}` : '//twilio.com';
  },
};

/**
 * Twilio's webhooks have no ids. A message reaches each status once, and the callbacks of a call are counted. Any other
 * webhook is identified by its whole content and a header that stays the same if Twilio sends it again.
 */
function idOf(native: TwilioNative, { header }: Surroundings): string {
  if (isStreamEvent(native)) return native.id;
  if (isMessage(native)) return `${native.MessageSid}:${native.MessageStatus}`;
  if (isIncomingMessage(native)) return `${native.MessageSid}:received`;
  if (isCall(native)) {
    return `${native.CallSid}:${native.CallStatus}:${native.SequenceNumber ?? digestOfParams(native)}`;
  }
  const token = header('i-twilio-idempotency-token');
  return [digestOfParams(native), ...(token === undefined ? [] : [token])].join(':');
}

/** A digest of the parameters, independent of their order. */
function digestOfParams(native: object): string {
  const sorted = Object.entries(native).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return digestOf(JSON.stringify(sorted));
}

/** `message.delivered`, `call.completed`, `messaging.message.delivered` for Event Streams, or a product's own type. */
function typeOf(native: TwilioNative): string {
  if (isStreamEvent(native)) return native.type.replace(/^com\.twilio\./, '');
  if (isMessage(native)) return `message.${native.MessageStatus}`;
  if (isIncomingMessage(native)) return 'message.received';
  if (isCall(native)) return `call.${native.CallStatus}`;
  const named = native['EventType'] ?? native['StatusCallbackEvent'];
  return isText(named) ? named : 'webhook';
}

/** Only calls and Event Streams say when something occurred. */
function occurredAt(native: TwilioNative): Date | undefined {
  if (isStreamEvent(native)) return timeOf(native.time) ?? timeOf(native.data['timestamp']);
  return isMessage(native) || isIncomingMessage(native) || !isCall(native) ? undefined : timeOf(native.Timestamp);
}

function textIn(fields: TwilioOther, ...names: readonly string[]): string | undefined {
  return names.map((name) => fields[name]).find(isText);
}

function isMessage(native: TwilioNative): native is TwilioMessage {
  return isText(native['MessageSid']) && isText(native['MessageStatus']);
}

function isIncomingMessage(native: TwilioNative): native is TwilioIncomingMessage {
  return isText(native['MessageSid']) && native['SmsStatus'] === 'received' && !isMessage(native);
}

function isCall(native: TwilioNative): native is TwilioCall {
  return isText(native['CallSid']) && isText(native['CallStatus']);
}

/**
 * A Twilio event on the platform.
 * @see https://www.twilio.com/docs/usage/webhooks
 */
export class TwilioEvent extends /* @__PURE__ */ eventClass<TwilioEvents>('twilio', places) {}

/**
 * Lets through Twilio events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(TwilioEvent),
 *   isTwilioEventOfType('message.undelivered', 'message.failed'),
 *   map(({ event }) => new Escalate(event.MessageSid, event.ErrorCode)),
 * )
 */
export const isTwilioEventOfType = /* @__PURE__ */ ofTypes(TwilioEvent);
