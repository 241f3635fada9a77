import { map, mergeMap } from 'rxjs';
import { isOfType, saga } from 'integration-service';
import { isTwilioEventOfType, TwilioEvent, type TwilioMessageStatus } from 'integration-service/twilio';
import { textIn } from '../shared/fields.ts';
import {
  errorOf,
  UpdateMessageStatus,
  type MessageChannel,
  type MessageStatus,
  type MessageUpdate,
} from '../shared/messages.ts';

/** The stage of each message status. */
const STATUSES = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  read: 'opened',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
} as const satisfies Record<TwilioMessageStatus, MessageStatus>;

/** Keeps `messages` up to date with Twilio: how far each outbound message has come, and why it failed. */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(TwilioEvent),
    isTwilioEventOfType(
      'message.accepted',
      'message.scheduled',
      'message.queued',
      'message.sending',
      'message.sent',
      'message.delivered',
      'message.read',
      'message.undelivered',
      'message.failed',
      'message.canceled',
    ),
    map(({ event, envelope }) => {
      const { MessageSid, MessageStatus, To } = event;
      return new UpdateMessageStatus({
        provider: envelope.provider,
        messageId: MessageSid,
        channel: channelOf(MessageSid, To),
        status: STATUSES[MessageStatus],
        providerStatus: MessageStatus,
        // Twilio does not say when, so this is the time of arrival.
        time: new Date(envelope.time),
        ...recipientOf(To),
        ...failureOf(event.ErrorCode, event.ErrorMessage),
      });
    }),
  ),
);

/** The same for messages that Event Streams reports, whose events have a time. */
export const streamedMessageStatus = saga((events$) =>
  events$.pipe(
    isOfType(TwilioEvent),
    isTwilioEventOfType(
      'messaging.message.queued',
      'messaging.message.sent',
      'messaging.message.delivered',
      'messaging.message.read',
      'messaging.message.undelivered',
      'messaging.message.failed',
    ),
    mergeMap(({ event, envelope }) => {
      const { messageSid, to, errorCode } = event.data;
      if (!messageSid) return [];
      const status = STREAMED[event.type];
      const update = new UpdateMessageStatus({
        provider: envelope.provider,
        messageId: messageSid,
        channel: channelOf(messageSid, to),
        status: STATUSES[status],
        providerStatus: status,
        time: new Date(envelope.time),
        ...recipientOf(to),
        ...failureOf(errorCode?.toString()),
      });
      return [update];
    }),
  ),
);

const STREAMED = {
  'com.twilio.messaging.message.queued': 'queued',
  'com.twilio.messaging.message.sent': 'sent',
  'com.twilio.messaging.message.delivered': 'delivered',
  'com.twilio.messaging.message.read': 'read',
  'com.twilio.messaging.message.undelivered': 'undelivered',
  'com.twilio.messaging.message.failed': 'failed',
} as const satisfies Record<string, TwilioMessageStatus>;

/**
 * Addresses start with their channel (`whatsapp:+1555…`), except phone numbers; a SID that starts with MM has media.
 */
function channelOf(messageSid: string, to: unknown): MessageChannel {
  const [channel] = textIn(to).split(':');
  if (channel === 'whatsapp' || channel === 'rcs') return channel;
  return textIn(messageSid).startsWith('MM') ? 'mms' : 'sms';
}

function recipientOf(to: string | undefined): { recipient?: string } {
  return to ? { recipient: to } : {};
}

/** Some Twilio products write 0 if there is no error. */
function failureOf(told?: string, message?: string): Pick<MessageUpdate, 'error'> {
  const code = told === '0' ? undefined : told;
  return errorOf(code, message);
}
