import { map } from 'rxjs';
import { isOfType, saga } from 'integration-service';
import { isPlivoEventOfType, PlivoEvent, type PlivoMessageStatus } from 'integration-service/plivo';
import { textIn } from '../shared/fields.ts';
import { errorOf, UpdateMessageStatus, type MessageStatus } from '../shared/messages.ts';

const STATUSES = {
  queued: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  read: 'opened',
  undelivered: 'failed',
  failed: 'failed',
  rejected: 'failed',
} as const satisfies Record<PlivoMessageStatus, MessageStatus>;

/**
 * Keeps `messages` up to date with Plivo: how far each message that you sent has come, and why it failed. Nothing of a
 * message is signed, so it changes no other record.
 */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(PlivoEvent),
    isPlivoEventOfType(
      'message.queued',
      'message.sent',
      'message.delivered',
      'message.read',
      'message.undelivered',
      'message.failed',
      'message.rejected',
    ),
    map(({ event, envelope }) => {
      const { MessageUUID, Status, To, ErrorCode } = event;
      const recipient = textIn(To);
      return new UpdateMessageStatus({
        provider: envelope.provider,
        messageId: MessageUUID,
        // The callback of a status does not say how the message was sent.
        channel: 'sms',
        status: STATUSES[Status],
        providerStatus: Status,
        // Plivo's times have no zone, so this is the time of arrival.
        time: new Date(envelope.time),
        ...(recipient !== '' && { recipient }),
        ...errorOf(ErrorCode === '000' ? undefined : textIn(ErrorCode), undefined),
      });
    }),
  ),
);
