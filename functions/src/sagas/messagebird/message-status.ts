import { mergeMap } from 'rxjs';
import { isOfType, isText, saga } from 'integration-service';
import { isMessagebirdEventOfType, MessagebirdEvent } from 'integration-service/messagebird';
import { textIn } from '../shared/fields.ts';
import { errorOf, UpdateMessageStatus, type MessageChannel, type MessageStatus } from '../shared/messages.ts';

/** The stage of each status. @see https://developers.messagebird.com/api/conversations/#messages */
const STATUSES: ReadonlyMap<unknown, MessageStatus> = new Map([
  ['accepted', 'queued'],
  ['pending', 'queued'],
  ['transmitted', 'sent'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'opened'],
  ['rejected', 'failed'],
  ['failed', 'failed'],
  ['unsupported', 'failed'],
]);

const CHANNELS: ReadonlyMap<unknown, MessageChannel> = new Map([
  ['sms', 'sms'],
  ['whatsapp', 'whatsapp'],
  ['email', 'email'],
]);

/** Keeps `messages` up to date with MessageBird: how far each message that you sent has come, and why it failed. */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(MessagebirdEvent),
    isMessagebirdEventOfType('message.created', 'message.updated'),
    mergeMap(({ event: { message }, envelope }) => {
      const [channel, status] = [CHANNELS.get(message?.platform), STATUSES.get(message?.status)];
      if (channel === undefined || status === undefined) return [];
      if (!isText(message.id) || message.direction === 'received') return [];
      const { code, description } = message.error ?? {};
      const update = new UpdateMessageStatus({
        provider: envelope.provider,
        messageId: message.id,
        channel,
        status,
        providerStatus: textIn(message.status),
        time: new Date(envelope.time),
        ...(isText(message.to) && { recipient: message.to }),
        ...errorOf(code === undefined ? undefined : String(code), textIn(description)),
      });
      return [update];
    }),
  ),
);
