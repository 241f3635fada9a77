import { mergeMap } from 'rxjs';
import { isOfType, isText, saga } from 'integration-service';
import { isMetaEventOfType, MetaEvent, type MetaEventOfType, type WhatsappStatus } from 'integration-service/meta';
import { listIn } from '../shared/fields.ts';
import { errorOf, messageTo, UpdateMessageStatus, type MessageStatus, type MessageUpdate } from '../shared/messages.ts';

/** The stage that each status reports of its message. */
const STATUSES = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'opened',
  // A voice message was listened to.
  played: 'opened',
  failed: 'failed',
} as const satisfies Record<WhatsappStatus, MessageStatus>;

/** Keeps `messages` up to date with WhatsApp: how far each message that you sent has come, and why it failed. */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(MetaEvent),
    isMetaEventOfType('whatsapp.status'),
    mergeMap(({ event, envelope }) => {
      const [status] = listIn(event.value?.statuses);
      if (!isText(status?.id) || !Object.hasOwn(STATUSES, status.status)) return [];
      const member = status.recipient_participant_id;
      const recipient = isText(member) ? member : status.recipient_id;
      const [failure] = listIn(status.errors);
      const update: MessageUpdate = {
        provider: envelope.provider,
        // A message to a group has one id for all its members.
        messageId: isText(member) ? messageTo(member, status.id) : status.id,
        channel: 'whatsapp',
        status: STATUSES[status.status],
        providerStatus: status.status,
        time: new Date(envelope.time),
        ...(isText(recipient) && { recipient }),
        ...(failure !== undefined && failureOf(failure)),
      };
      return [new UpdateMessageStatus(update)];
    }),
  ),
);

type Failure = NonNullable<MetaEventOfType<'whatsapp.status'>['event']['value']['statuses'][0]['errors']>[number];

function failureOf({ code, title, error_data: data }: Failure): Pick<MessageUpdate, 'error'> {
  const isCoded = typeof code === 'number' || isText(code);
  return errorOf(isCoded ? String(code) : undefined, [data?.details, title].find(isText));
}
