import { isJsonObject } from '../../core/event/json.ts';

/** A parameter as Twilio sent it; one that was sent more than once is a list. */
export type TwilioParam = string | readonly string[] | undefined;

/** @see https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
export type TwilioMessageStatus =
  | 'accepted'
  | 'scheduled'
  | 'canceled'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'read';

/** @see https://www.twilio.com/docs/voice/api/call-resource#call-status-values */
export type TwilioCallStatus =
  | 'queued'
  | 'initiated'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled';

/** The status callback of a message. @see https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks */
export interface TwilioMessage<Status extends string = TwilioMessageStatus> {
  readonly MessageSid: string;
  readonly MessageStatus: Status;
  readonly AccountSid?: string;
  /** E.164, or with the channel before it: `whatsapp:+15551234567`. */
  readonly From?: string;
  readonly To?: string;
  readonly MessagingServiceSid?: string;
  /** @see https://www.twilio.com/docs/api/errors */
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
  /** YYMMDDhhmm by the carrier's clock. */
  readonly RawDlrDoneDate?: string;
  readonly [name: string]: TwilioParam;
}

/** A message that came in. @see https://www.twilio.com/docs/messaging/guides/webhook-request */
export interface TwilioIncomingMessage {
  readonly MessageSid: string;
  readonly SmsStatus: 'received';
  readonly AccountSid?: string;
  readonly From?: string;
  readonly To?: string;
  readonly Body?: string;
  readonly NumMedia?: string;
  readonly [name: string]: TwilioParam;
}

/** The status callback of a call. @see https://www.twilio.com/docs/voice/api/call-resource#statuscallback */
export interface TwilioCall<Status extends string = TwilioCallStatus> {
  readonly CallSid: string;
  readonly CallStatus: Status;
  readonly AccountSid?: string;
  readonly From?: string;
  readonly To?: string;
  /** `inbound`, `outbound-api` or `outbound-dial`. */
  readonly Direction?: string;
  /** RFC 2822, when the event occurred. */
  readonly Timestamp?: string;
  /** Counts the callbacks of one call from 0. */
  readonly SequenceNumber?: string;
  /** Whole seconds. */
  readonly CallDuration?: string;
  readonly [name: string]: TwilioParam;
}

/** An event of Event Streams. @see https://www.twilio.com/docs/events/event-delivery-and-duplication */
export interface TwilioStreamEvent<Type extends string = string, Data extends TwilioOther = TwilioOther> {
  readonly specversion: string;
  readonly id: string;
  readonly type: Type;
  readonly source: string;
  readonly time?: string;
  readonly data: Data;
  readonly [name: string]: unknown;
}

/** What Event Streams tells of a message. @see https://www.twilio.com/docs/events/event-types/messaging/outbound-message */
export type TwilioStreamMessage = {
  readonly messageSid: string;
  readonly accountSid: string;
  /** RFC 3339 */
  readonly timestamp: string;
  readonly from?: string;
  readonly to?: string;
  readonly messageStatus?: string;
  readonly errorCode?: number;
};

/** A webhook of another product of Twilio, as it came. */
export type TwilioOther = { readonly [name: string]: unknown };

export type TwilioNative = TwilioMessage | TwilioIncomingMessage | TwilioCall | TwilioStreamEvent | TwilioOther;

export function isMessage(native: TwilioNative): native is TwilioMessage<string> {
  return isText(native['MessageSid']) && isText(native['MessageStatus']);
}

export function isIncomingMessage(native: TwilioNative): native is TwilioIncomingMessage {
  return isText(native['MessageSid']) && native['SmsStatus'] === 'received' && !isMessage(native);
}

export function isCall(native: TwilioNative): native is TwilioCall<string> {
  return isText(native['CallSid']) && isText(native['CallStatus']);
}

export function isStreamEvent(value: unknown): value is TwilioStreamEvent {
  return (
    isJsonObject(value) &&
    isText(value['specversion']) &&
    isText(value['id']) &&
    isText(value['type']) &&
    isText(value['source']) &&
    isJsonObject(value['data'])
  );
}

/** Whether a value can be anything that Twilio sends: an object. */
export function isTwilioNative(value: unknown): value is TwilioNative {
  return isJsonObject(value);
}

/**
 * The type of an event: `message.delivered`, `call.completed`, `messaging.message.delivered` of Event Streams.
 * Other products name it themselves (`EventType=onMessageAdded`) or not at all: then it is `webhook`.
 */
export function typeOf(native: TwilioNative): string {
  if (isStreamEvent(native)) return native.type.replace(/^com\.twilio\./, '');
  if (isMessage(native)) return `message.${native.MessageStatus}`;
  if (isIncomingMessage(native)) return 'message.received';
  if (isCall(native)) return `call.${native.CallStatus}`;
  const named = native['EventType'] ?? native['StatusCallbackEvent'];
  return isText(named) ? named : 'webhook';
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
