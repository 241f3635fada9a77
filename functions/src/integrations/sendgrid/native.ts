import { isJsonObject } from '../../core/event/json.ts';

interface Base<Type extends string> {
  readonly event: Type;
  /** Unix time in seconds. */
  readonly timestamp: number;
  /** Unique, up to 100 characters; the same when SendGrid sends the event again. */
  readonly sg_event_id: string;
  /** Whatever was put into the message as unique arguments comes back as fields of its events. */
  readonly [field: string]: unknown;
}

interface OfMessage<Type extends string> extends Base<Type> {
  readonly email: string;
  /** Begins with the `X-Message-Id` that the API answered, up to the first dot. */
  readonly sg_message_id?: string;
  readonly 'smtp-id'?: string;
  readonly category?: string | readonly string[];
}

export interface SendGridProcessed extends OfMessage<'processed'> {
  readonly send_at?: number;
}

export interface SendGridDeferred extends OfMessage<'deferred'> {
  /** What the receiving server said. */
  readonly response?: string;
  /** The attempt's number; SendGrid prints it as a text. */
  readonly attempt?: string;
}

export interface SendGridDelivered extends OfMessage<'delivered'> {
  readonly response?: string;
}

export interface SendGridBounce extends OfMessage<'bounce'> {
  /** `bounce`: the address is bad; `blocked`: this message was refused. */
  readonly type?: string;
  readonly reason?: string;
  /** Enhanced SMTP status: `5.1.1`. */
  readonly status?: string;
  readonly bounce_classification?: string;
}

export interface SendGridDropped extends OfMessage<'dropped'> {
  readonly reason?: string;
  readonly status?: string;
}

export interface SendGridOpen extends OfMessage<'open'> {
  readonly useragent?: string;
  readonly ip?: string;
  /** The mail client fetched the picture by itself: Apple's privacy protection. */
  readonly sg_machine_open?: boolean;
}

export interface SendGridClick extends OfMessage<'click'> {
  readonly url?: string;
  readonly useragent?: string;
  readonly ip?: string;
}

export type SendGridSpamReport = OfMessage<'spamreport'>;
export type SendGridUnsubscribe = OfMessage<'unsubscribe'>;

export interface SendGridGroupUnsubscribe extends OfMessage<'group_unsubscribe'> {
  readonly asm_group_id?: number;
}

export interface SendGridGroupResubscribe extends OfMessage<'group_resubscribe'> {
  readonly asm_group_id?: number;
}

/** @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
export interface SendGridAccountStatusChange extends Base<'account_status_change'> {
  /** Why the account was suspended: `compliance_suspend`. */
  readonly type?: string;
}

/** The documented events. @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event#event-objects */
export type SendGridNative =
  | SendGridProcessed
  | SendGridDeferred
  | SendGridDelivered
  | SendGridBounce
  | SendGridDropped
  | SendGridOpen
  | SendGridClick
  | SendGridSpamReport
  | SendGridUnsubscribe
  | SendGridGroupUnsubscribe
  | SendGridGroupResubscribe
  | SendGridAccountStatusChange;

/** Whether an element of a batch has what every event has; types that are not documented yet pass. */
export function isSendGridNative(value: unknown): value is SendGridNative {
  return (
    isJsonObject(value) &&
    isText(value['event']) &&
    isText(value['sg_event_id']) &&
    isUnixTime(value['timestamp']) &&
    (value['sg_message_id'] === undefined || isText(value['sg_message_id']))
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A time that a `Date` can hold. */
function isUnixTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 8_640_000_000_000;
}
