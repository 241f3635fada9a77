import { mergeMap } from 'rxjs';
import { isOfType, isText, saga } from 'integration-service';
import { BirdEvent, isBirdEventOfType, type BirdStatus } from 'integration-service/bird';
import { listIn, textIn } from '../shared/fields.ts';
import { errorOf, UpdateMessageStatus, type MessageStatus } from '../shared/messages.ts';

/** The stage of each status. */
const STATUSES = {
  accepted: 'queued',
  processing: 'queued',
  sending: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  read: 'opened',
  rejected: 'failed',
  skipped: 'failed',
  sending_failed: 'failed',
  delivery_failed: 'failed',
} as const satisfies Record<BirdStatus, MessageStatus>;

const CHANNELS = {
  'sms.outbound': 'sms',
  'rcs.outbound': 'rcs',
  'whatsapp.outbound': 'whatsapp',
  'email.outbound': 'email',
} as const;

/** Keeps `messages` up to date with Bird: how far each message that you sent has come, and why it failed. */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(BirdEvent),
    isBirdEventOfType('sms.outbound', 'rcs.outbound', 'whatsapp.outbound', 'email.outbound'),
    mergeMap(({ event, envelope }) => {
      const { id, status, reason, receiver } = event.payload;
      if (!isText(id) || status === undefined || !Object.hasOwn(STATUSES, status)) return [];
      const recipient = listIn(receiver?.contacts)[0]?.identifierValue;
      const update = new UpdateMessageStatus({
        provider: envelope.provider,
        messageId: id,
        channel: CHANNELS[event.event],
        status: STATUSES[status],
        providerStatus: status,
        time: new Date(envelope.time),
        ...(isText(recipient) && { recipient }),
        ...errorOf(undefined, textIn(reason)),
      });
      return [update];
    }),
  ),
);
