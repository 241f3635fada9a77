import { mergeMap } from 'rxjs';
import { isOfType, isText, saga } from 'integration-service';
import { isMandrillEventOfType, MandrillEvent } from 'integration-service/mandrill';
import { textIn } from '../shared/fields.ts';
import { errorOf, UpdateMessageStatus, type MessageStatus } from '../shared/messages.ts';

/** The stage that each event reports of its message. */
const STATUSES = {
  send: 'sent',
  deferral: 'delayed',
  delivered: 'delivered',
  open: 'opened',
  click: 'clicked',
  reject: 'failed',
  hard_bounce: 'bounced',
  // Mandrill has given up.
  soft_bounce: 'bounced',
  unsub: 'unsubscribed',
  spam: 'complained',
} as const satisfies Record<string, MessageStatus>;

const FAILURES: ReadonlySet<MessageStatus> = new Set(['delayed', 'failed', 'bounced']);

/** Keeps `messages` up to date with Mandrill: how far each email has come for each recipient, and why it failed. */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(MandrillEvent),
    isMandrillEventOfType(
      'send',
      'deferral',
      'delivered',
      'open',
      'click',
      'reject',
      'hard_bounce',
      'soft_bounce',
      'unsub',
      'spam',
    ),
    mergeMap(({ event, envelope }) => {
      if (!isText(event._id)) return [];
      const status = STATUSES[event.event];
      const recipient = event.msg?.email;
      const update = new UpdateMessageStatus({
        provider: envelope.provider,
        // Each recipient has a message.
        messageId: event._id,
        channel: 'email',
        status,
        providerStatus: event.event,
        time: new Date(envelope.time),
        ...(isText(recipient) && { recipient }),
        ...(FAILURES.has(status) && errorOf(textIn(event.msg?.bounce_description), textIn(event.msg?.diag))),
      });
      return [update];
    }),
  ),
);
