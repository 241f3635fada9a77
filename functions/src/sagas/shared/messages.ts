import { Command, hexDigestOf, isJsonObject, type RecordData, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/**
 * How far a message has come, whichever provider carries it. The number ranks the stages: a message that was opened had
 * been delivered; one that bounced late no longer counts as delivered.
 */
const STAGES = {
  /** The provider has accepted or scheduled it. */
  queued: 0,
  /** It was passed on to the mail server, the carrier or the callee's phone. */
  sent: 1,
  /** The other side asked to try again later. */
  delayed: 2,
  /** It arrived; a call was answered and has ended. */
  delivered: 3,
  /** It was opened or read. */
  opened: 4,
  /** A link in it was followed. */
  clicked: 5,
  /** It will not arrive: refused, dropped, suppressed, canceled, unanswered. */
  failed: 6,
  /** The receiving side returned it. */
  bounced: 7,
  /** The recipient unsubscribed. */
  unsubscribed: 8,
  /** The recipient reported it as spam. */
  complained: 9,
} as const;

export type MessageStatus = keyof typeof STAGES;

export type MessageChannel = 'email' | 'sms' | 'mms' | 'rcs' | 'whatsapp' | 'voice';

/** One stage that a message has reached. */
export interface MessageUpdate {
  /** The provider that carries the message: `twilio`. */
  readonly provider: string;
  /** The provider's id of the message, or of its copy for this recipient if the provider sends to several. */
  readonly messageId: string;
  readonly channel: MessageChannel;
  readonly status: MessageStatus;
  /** The provider's own term: `undelivered`. */
  readonly providerStatus: string;
  /** When the message reached the stage; if the provider does not say, when the event arrived. */
  readonly time: Date;
  readonly recipient?: string;
  /** Why it failed, in the provider's words. */
  readonly error?: { readonly code?: string; readonly message?: string };
}

/**
 * The id of a message to one of its recipients: the message's id and 16 hex digits for the address, which does not appear
 * in the id of a record.
 */
export function messageTo(recipient: string, messageId: string): string {
  return `${messageId}/${hexDigestOf(recipient.toLowerCase()).slice(0, 16)}`;
}

/** Why a message failed, in the provider's words; empty if the provider does not say. */
export function errorOf(code: string | undefined, message: string | undefined): Pick<MessageUpdate, 'error'> {
  return code || message ? { error: { ...(code && { code }), ...(message && { message }) } } : {};
}

/** The record of a message, in the collection `messages`. */
export type MessageRecord = {
  readonly provider: string;
  readonly messageId: string;
  readonly channel: string;
  /** The furthest stage reached. */
  readonly status: MessageStatus;
  readonly providerStatus: string;
  /** When that stage was reached, in RFC 3339. */
  readonly statusTime: string;
  /** When each stage was first reached, in RFC 3339. */
  readonly reached: { readonly [Status in MessageStatus]?: string };
  readonly recipient?: string;
  readonly error?: { readonly code?: string; readonly message?: string };
};

/** Records in `messages` how far a message has come. The sagas of Twilio and of all mail providers use this command. */
export class UpdateMessageStatus extends Command {
  static readonly type = 'UpdateMessageStatus';
  readonly update: MessageUpdate;
  declare readonly key?: string;

  /** @param key Tells the updates of one event apart, if it reports several messages. */
  constructor(update: MessageUpdate, key?: string) {
    super();
    this.update = update;
    if (key !== undefined) this.key = key;
  }
}

export const updateMessageStatus = recordHandler(UpdateMessageStatus, ({ update }, records) => {
  records.update('messages', recordIdOf(update.provider, update.messageId), (current) => withStage(current, update));
});

/**
 * The record with one more stage. The order in which stages are reported does not matter: the furthest one is the
 * status, and a stage that is reported twice keeps the earlier time. The newest event cannot decide the status, because
 * Twilio does not say when a message reached a stage, and its callbacks overtake each other.
 * @returns the same object if nothing changes.
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
