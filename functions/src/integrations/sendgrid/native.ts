import { isJsonObject, isText } from '../../core/event/json.ts';

interface Base<Type extends string> {
  readonly event: Type;
  /** Unix time in seconds. The envelope's `time` is right if it is missing, or in milliseconds. */
  readonly timestamp?: number;
  /** Unique, up to 100 characters; the same when SendGrid sends the event again. */
  readonly sg_event_id?: string;
  /** Begins with the `X-Message-Id` that the API answered, up to the first dot. Empty or absent in bounces of old mail. */
  readonly sg_message_id?: string;
  /** Whatever was put into the message as unique arguments comes back as fields of its events. */
  readonly [field: string]: unknown;
}

interface OfMessage<Type extends string> extends Base<Type> {
  readonly email: string;
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

/** Whether an element of a batch is an event: it names its type, which need not be documented. Ids and times are not asked for. */
export function isSendGridNative(value: unknown): value is SendGridNative {
  return isJsonObject(value) && isText(value['event']);
}
