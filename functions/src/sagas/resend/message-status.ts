import { mergeMap } from 'rxjs';
import { isOfType, isText, saga } from 'integration-service';
import { isResendEventOfType, ResendEvent } from 'integration-service/resend';
import { errorOf, UpdateMessageStatus, type MessageStatus, type MessageUpdate } from '../shared/messages.ts';

/** The stage that each event reports of its email. */
const STATUSES = {
  'email.scheduled': 'queued',
  'email.sent': 'sent',
  'email.delivery_delayed': 'delayed',
  'email.delivered': 'delivered',
  'email.opened': 'opened',
  'email.clicked': 'clicked',
  'email.failed': 'failed',
  'email.suppressed': 'failed',
  'email.bounced': 'bounced',
  'email.complained': 'complained',
} as const satisfies Record<string, MessageStatus>;

/** Keeps `messages` up to date with Resend: how far each email has come, and why it failed. */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(ResendEvent),
    isResendEventOfType(
      'email.scheduled',
      'email.sent',
      'email.delivery_delayed',
      'email.delivered',
      'email.opened',
      'email.clicked',
      'email.failed',
      'email.suppressed',
      'email.bounced',
      'email.complained',
    ),
    mergeMap(({ event, envelope }) => {
      const { type, data } = event;
      // The operator filters by the envelope's type, the record uses the body's.
      if (!data?.email_id || !Object.hasOwn(STATUSES, type)) return [];
      // Resend treats an email to several people as one message, so its events do not say which recipient they are
      // about.
      const recipient = data.to?.length === 1 ? data.to[0] : undefined;
      const update: MessageUpdate = {
        provider: envelope.provider,
        messageId: data.email_id,
        channel: 'email',
        status: STATUSES[type],
        providerStatus: type.replace('email.', ''),
        time: new Date(envelope.time),
        ...(recipient !== undefined && { recipient }),
        ...failureOf(data),
      };
      return [new UpdateMessageStatus(update)];
    }),
  ),
);

type EmailData = Extract<ResendEvent['event'], { type: keyof typeof STATUSES }>['data'];

/** Why it failed, if the event says so: bounces from before 2024 have only a message. */
function failureOf(data: EmailData): Pick<MessageUpdate, 'error'> {
  if ('bounce' in data && data.bounce) {
    const { type, subType, message } = data.bounce;
    return errorOf([type, subType].filter(isText).join('/'), message);
  }
  if ('failed' in data && data.failed) return errorOf(data.failed.reason, undefined);
  if ('suppressed' in data && data.suppressed) return errorOf(data.suppressed.type, data.suppressed.message);
  return {};
}
