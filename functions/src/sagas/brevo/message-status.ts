import { mergeMap } from 'rxjs';
import { isOfType, isText, saga } from 'integration-service';
import { BrevoEvent, isBrevoEventOfType } from 'integration-service/brevo';
import { textIn } from '../shared/fields.ts';
import { errorOf, messageTo, UpdateMessageStatus, type MessageStatus } from '../shared/messages.ts';

/** The stage that each event reports of its email. */
const STATUSES = {
  request: 'queued',
  deferred: 'delayed',
  // Brevo tries again.
  soft_bounce: 'delayed',
  delivered: 'delivered',
  opened: 'opened',
  unique_opened: 'opened',
  click: 'clicked',
  blocked: 'failed',
  error: 'failed',
  invalid_email: 'failed',
  hard_bounce: 'bounced',
  unsubscribed: 'unsubscribed',
  spam: 'complained',
} as const satisfies Record<string, MessageStatus>;

/** Keeps `messages` up to date with Brevo: how far each email has come for each recipient, and why it failed. */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(BrevoEvent),
    isBrevoEventOfType(
      'request',
      'deferred',
      'soft_bounce',
      'delivered',
      'opened',
      'unique_opened',
      'click',
      'blocked',
      'error',
      'invalid_email',
      'hard_bounce',
      'unsubscribed',
      'spam',
    ),
    mergeMap(({ event, envelope }) => {
      const { email: recipient, 'message-id': messageId } = event;
      if (!isText(messageId) || !isText(recipient)) return [];
      const update = new UpdateMessageStatus({
        provider: envelope.provider,
        // An email has one id for all its recipients.
        messageId: messageTo(recipient, messageId),
        channel: 'email',
        status: STATUSES[event.event],
        providerStatus: event.event,
        time: new Date(envelope.time),
        recipient,
        ...('reason' in event && errorOf(undefined, textIn(event.reason))),
      });
      return [update];
    }),
  ),
);
