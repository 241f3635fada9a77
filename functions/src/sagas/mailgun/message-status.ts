import { mergeMap } from 'rxjs';
import { isOfType, isText, saga } from 'integration-service';
import { isMailgunEventOfType, MailgunEvent, type MailgunEventOfType } from 'integration-service/mailgun';
import { textIn } from '../shared/fields.ts';
import { errorOf, messageTo, UpdateMessageStatus, type MessageStatus, type MessageUpdate } from '../shared/messages.ts';

/** The stage that each event reports of its mail; for a failure it depends on the severity. */
const STATUSES = {
  accepted: 'queued',
  rejected: 'failed',
  delivered: 'delivered',
  failed: 'failed',
  opened: 'opened',
  clicked: 'clicked',
  unsubscribed: 'unsubscribed',
  complained: 'complained',
} as const satisfies Record<string, MessageStatus>;

/**
 * Keeps `messages` up to date with Mailgun: how far each mail has come for each recipient, and why it failed. The
 * record's id contains the `message-id` and a digest of the address.
 */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(MailgunEvent),
    isMailgunEventOfType(
      'accepted',
      'rejected',
      'delivered',
      'failed',
      'opened',
      'clicked',
      'unsubscribed',
      'complained',
    ),
    mergeMap(({ event: { 'event-data': data }, envelope }) => {
      const id = data.message?.headers?.['message-id'];
      // The operator filters by the envelope's type, the record uses the body's.
      if (!isText(id) || !isText(data.recipient) || !Object.hasOwn(STATUSES, data.event)) return [];
      const update: MessageUpdate = {
        provider: envelope.provider,
        messageId: messageTo(data.recipient, id),
        channel: 'email',
        status: statusOf(data),
        providerStatus: data.event === 'failed' ? `${textIn(data.severity)} failure` : data.event,
        time: new Date(envelope.time),
        recipient: data.recipient,
        ...failureOf(data),
      };
      return [new UpdateMessageStatus(update)];
    }),
  ),
);

type Data = MailgunEventOfType<keyof typeof STATUSES>['event']['event-data'];

function statusOf(data: Data): MessageStatus {
  if (data.event !== 'failed') return STATUSES[data.event];
  if (data.severity === 'temporary') return 'delayed';
  // Mailgun did not try to deliver to an address on a suppression list.
  return textIn(data.reason).startsWith('suppress-') ? 'failed' : 'bounced';
}

function failureOf(data: Data): Pick<MessageUpdate, 'error'> {
  if (data.event === 'rejected') return errorOf(undefined, textIn(data.reject?.reason));
  if (data.event !== 'failed') return {};
  const status = data['delivery-status'];
  const code = textIn(status?.['enhanced-code']) || String(status?.code ?? '');
  return errorOf(code, textIn(status?.message) || textIn(status?.description) || textIn(data.reason));
}
