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
  /** E.164, optionally preceded by the channel: `whatsapp:+15551234567`. */
  readonly From?: string;
  readonly To?: string;
  readonly MessagingServiceSid?: string;
  /** @see https://www.twilio.com/docs/api/errors */
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
  /** YYMMDDhhmm in the carrier's time. */
  readonly RawDlrDoneDate?: string;
  readonly [name: string]: TwilioParam;
}

/** An incoming message. @see https://www.twilio.com/docs/messaging/guides/webhook-request */
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
  /** When the event occurred, in RFC 2822. */
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

/**
 * What Event Streams reports about a message. @see
 * https://www.twilio.com/docs/events/event-types/messaging/outbound-message
 */
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

/** A webhook of another product of Twilio, as it was sent. */
export type TwilioOther = { readonly [name: string]: unknown };
