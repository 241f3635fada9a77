import { Command, isJsonObject, type RecordData, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/**
 * How far a message has come, whichever provider carries it. The number says which of two stages is the
 * further one: a message that was opened had been delivered, one that bounced late no longer counts as such.
 */
const STAGES = {
  /** The provider has accepted or scheduled it. */
  queued: 0,
  /** It was handed on to the mail server, the carrier or the callee's phone. */
  sent: 1,
  /** The other side asked to try again later. */
  delayed: 2,
  /** It arrived; for a call: it was answered and has ended. */
  delivered: 3,
  /** It was opened or read. */
  opened: 4,
  /** A link in it was followed. */
  clicked: 5,
  /** It will not arrive: refused, dropped, suppressed, canceled, unanswered. */
  failed: 6,
  /** The receiving side sent it back. */
  bounced: 7,
  /** The recipient wants no more of its kind. */
  unsubscribed: 8,
  /** The recipient reported it as spam. */
  complained: 9,
} as const;

export type MessageStatus = keyof typeof STAGES;

export type MessageChannel = 'email' | 'sms' | 'mms' | 'rcs' | 'whatsapp' | 'voice';

/** One stage that one message has reached. */
export interface MessageUpdate {
  /** Who carries the message: `twilio`. */
  readonly provider: string;
  /** The provider's id of the message, or of the message to this one recipient where it sends to several. */
  readonly messageId: string;
  readonly channel: MessageChannel;
  readonly status: MessageStatus;
  /** The provider's own word for it: `undelivered`. */
  readonly providerStatus: string;
  /** When the message came to it; when we heard of it where the provider does not say. */
  readonly time: Date;
  readonly recipient?: string;
  /** Why it failed, as the provider puts it. */
  readonly error?: { readonly code?: string; readonly message?: string };
}

/** What is kept of a message, in the collection `messages`. */
export type MessageRecord = {
  readonly provider: string;
  readonly messageId: string;
  readonly channel: string;
  /** The furthest stage reached. */
  readonly status: MessageStatus;
  readonly providerStatus: string;
  /** RFC 3339, when that stage was reached. */
  readonly statusTime: string;
  /** RFC 3339, when each stage was reached first. */
  readonly reached: { readonly [Status in MessageStatus]?: string };
  readonly recipient?: string;
  readonly error?: { readonly code?: string; readonly message?: string };
};

/** Notes in `messages` how far a message has come. Twilio, SendGrid and Resend all say so with this command. */
export class UpdateMessageStatus extends Command {
  static readonly type = 'UpdateMessageStatus';
  readonly update: MessageUpdate;

  constructor(update: MessageUpdate) {
    super();
    this.update = update;
  }
}

export const updateMessageStatus = recordHandler(UpdateMessageStatus, ({ update }, records) => {
  records.update('messages', recordIdOf(update.provider, update.messageId), (current) => withStage(current, update));
});

/**
 * The record with one more stage noted. The order in which stages are heard of does not matter: the furthest
 * one is the status, and of one stage heard of twice the earlier time stands. Not the newest one: Twilio does
 * not say when a message came to a stage, and its callbacks overtake each other.
 * @returns the same object where nothing changes.
 */
export function withStage(current: RecordData | undefined, update: MessageUpdate): RecordData {
  const time = update.time.toISOString();
  const reached = reachedOf(current);
  const known = reached[update.status];
  if (current !== undefined && known !== undefined && known <= time) return current;
  const all = { ...reached, [update.status]: time };
  const before = statusOf(current);
  if (current !== undefined && before !== undefined && STAGES[before] > STAGES[update.status]) {
    return { ...current, reached: all };
  }
  return {
    provider: update.provider,
    messageId: update.messageId,
    channel: update.channel,
    status: update.status,
    providerStatus: update.providerStatus,
    statusTime: time,
    reached: all,
    ...(update.recipient !== undefined && { recipient: update.recipient }),
    ...(update.error !== undefined && { error: update.error }),
  } satisfies MessageRecord;
}

function statusOf(record: RecordData | undefined): MessageStatus | undefined {
  const status = record?.['status'];
  return typeof status === 'string' && isStatus(status) ? status : undefined;
}

function reachedOf(record: RecordData | undefined): { readonly [Status in MessageStatus]?: string } {
  const reached = record?.['reached'];
  const times: { [Status in MessageStatus]?: string } = {};
  for (const [status, time] of isJsonObject(reached) ? Object.entries(reached) : []) {
    if (isStatus(status) && typeof time === 'string') times[status] = time;
  }
  return times;
}

function isStatus(text: string): text is MessageStatus {
  return Object.hasOwn(STAGES, text);
}
