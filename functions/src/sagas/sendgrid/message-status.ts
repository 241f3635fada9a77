import { map, mergeMap } from 'rxjs';
import { isOfType, isText, saga } from 'integration-service';
import { isSendgridEventOfType, SendgridEvent, type SendgridEventOfType } from 'integration-service/sendgrid';
import { errorOf, messageTo, UpdateMessageStatus, type MessageStatus, type MessageUpdate } from '../shared/messages.ts';

/** The stage that each event reports of its mail. */
const STATUSES = {
  processed: 'queued',
  deferred: 'delayed',
  delivered: 'delivered',
  open: 'opened',
  click: 'clicked',
  dropped: 'failed',
  bounce: 'bounced',
  unsubscribe: 'unsubscribed',
  group_unsubscribe: 'unsubscribed',
  spamreport: 'complained',
} as const satisfies Record<string, MessageStatus>;

/**
 * Keeps `messages` up to date with SendGrid: how far each mail has come for each recipient, and why it failed. The
 * record's id contains the `X-Message-Id`, which the API returned when the mail was sent, and a digest of the address.
 */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(SendgridEvent),
    isSendgridEventOfType(
      'processed',
      'deferred',
      'delivered',
      'open',
      'click',
      'dropped',
      'bounce',
      'unsubscribe',
      'group_unsubscribe',
      'spamreport',
    ),
    mergeMap((event) => {
      const { sg_message_id: id, email, event: type } = event.event;
      // Asynchronous bounces of old mail have no id. The operator filters by the envelope's type, the record uses the
      // body's.
      const isKnown = isText(id) && isText(email) && Object.hasOwn(STATUSES, type);
      return isKnown ? [{ event, messageId: messageTo(email, id.split('.')[0] ?? '') }] : [];
    }),
    map(({ event: { event, envelope }, messageId }) => {
      const update: MessageUpdate = {
        provider: envelope.provider,
        messageId,
        channel: 'email',
        // The message was refused although the address is valid, so it may be sent again.
        status: event.event === 'bounce' && event.type === 'blocked' ? 'failed' : STATUSES[event.event],
        providerStatus: event.event,
        time: new Date(envelope.time),
        recipient: event.email,
        ...failureOf(event),
      };
      return new UpdateMessageStatus(update);
    }),
  ),
);

function failureOf(event: SendgridEventOfType<keyof typeof STATUSES>['event']): Pick<MessageUpdate, 'error'> {
  if (event.event === 'deferred') return errorOf(undefined, event.response);
  return event.event === 'bounce' || event.event === 'dropped' ? errorOf(event.status, event.reason) : {};
}
