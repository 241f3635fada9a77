import { mergeMap } from 'rxjs';
import { isOfType, isText, saga } from 'integration-service';
import { isVonageEventOfType, VonageEvent, type VonageMessageStatus } from 'integration-service/vonage';
import { textIn } from '../shared/fields.ts';
import { errorOf, UpdateMessageStatus, type MessageChannel, type MessageStatus } from '../shared/messages.ts';

/** The stage of each status. */
const STATUSES = {
  submitted: 'sent',
  delivered: 'delivered',
  read: 'opened',
  rejected: 'failed',
  undeliverable: 'failed',
} as const satisfies Record<VonageMessageStatus, MessageStatus>;

const CHANNELS: ReadonlyMap<unknown, MessageChannel> = new Map([
  ['sms', 'sms'],
  ['mms', 'mms'],
  ['rcs', 'rcs'],
  ['whatsapp', 'whatsapp'],
]);

/** Keeps `messages` up to date with Vonage: how far each message that you sent has come, and why it failed. */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(VonageEvent),
    isVonageEventOfType('message.status'),
    mergeMap(({ event, envelope }) => {
      const channel = CHANNELS.get(event.channel);
      if (channel === undefined || !Object.hasOwn(STATUSES, event.status)) return [];
      const status = STATUSES[event.status];
      const update = new UpdateMessageStatus({
        provider: envelope.provider,
        messageId: event.message_uuid,
        channel,
        status,
        providerStatus: event.status,
        time: new Date(envelope.time),
        ...(isText(event.to) && { recipient: event.to }),
        ...(status === 'failed' && errorOf(String(event.error?.title ?? ''), textIn(event.error?.detail))),
      });
      return [update];
    }),
  ),
);
