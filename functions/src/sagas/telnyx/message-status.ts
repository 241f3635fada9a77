import { mergeMap } from 'rxjs';
import { isOfType, isText, saga } from 'integration-service';
import {
  isTelnyxEventOfType,
  TelnyxEvent,
  type TelnyxEventOfType,
  type TelnyxMessageStatus,
} from 'integration-service/telnyx';
import { listIn, textIn } from '../shared/fields.ts';
import {
  errorOf,
  messageTo,
  UpdateMessageStatus,
  type MessageChannel,
  type MessageStatus,
  type MessageUpdate,
} from '../shared/messages.ts';

/** The stage of each status of a recipient. */
const STATUSES = {
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  // The carrier never said what became of it.
  delivery_unconfirmed: 'sent',
  delivered: 'delivered',
  expired: 'failed',
  sending_failed: 'failed',
  delivery_failed: 'failed',
} as const satisfies Record<TelnyxMessageStatus, MessageStatus>;

const CHANNELS: ReadonlyMap<unknown, MessageChannel> = new Map([
  ['SMS', 'sms'],
  ['MMS', 'mms'],
  ['RCS', 'rcs'],
  ['WHATSAPP', 'whatsapp'],
]);

type Message = TelnyxEventOfType<'message.finalized'>['event']['data']['payload'];

/** Keeps `messages` up to date with Telnyx: how far each message that you sent has come, and why it failed. */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(TelnyxEvent),
    isTelnyxEventOfType('message.sent', 'message.finalized'),
    mergeMap(({ event, envelope }) => {
      const message: Partial<Message> = event.data.payload ?? {};
      const { id } = message;
      if (!isText(id) || message.direction === 'inbound') return [];
      const recipients = listIn(message.to);
      return recipients.flatMap(({ phone_number: recipient, status }) => {
        if (status === undefined || !isKnown(status)) return [];
        const update: MessageUpdate = {
          provider: envelope.provider,
          // A message to a group has one id for all its recipients.
          messageId: recipients.length > 1 && isText(recipient) ? messageTo(recipient, id) : id,
          channel: CHANNELS.get(message.type) ?? 'sms',
          status: STATUSES[status],
          providerStatus: status,
          time: new Date(envelope.time),
          ...(isText(recipient) && { recipient }),
          ...(STATUSES[status] === 'failed' && failureOf(message)),
        };
        const key = recipients.length > 1 ? update.messageId : undefined;
        return [new UpdateMessageStatus(update, key)];
      });
    }),
  ),
);

function isKnown(status: string): status is TelnyxMessageStatus {
  return Object.hasOwn(STATUSES, status);
}

function failureOf(message: Partial<Message>): Pick<MessageUpdate, 'error'> {
  const [failure] = listIn(message.errors);
  return errorOf(textIn(failure?.code), textIn(failure?.detail) || textIn(failure?.title));
}
