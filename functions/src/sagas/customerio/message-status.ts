import { mergeMap } from 'rxjs';
import { isJsonObject, isOfType, isText, saga } from 'integration-service';
import { CustomerioEvent } from 'integration-service/customerio';
import { textIn } from '../shared/fields.ts';
import { errorOf, UpdateMessageStatus, type MessageChannel, type MessageStatus } from '../shared/messages.ts';

/** The stage that each metric reports of its message. Others, such as `converted`, say nothing about delivery. */
const STATUSES: ReadonlyMap<unknown, MessageStatus> = new Map([
  ['attempted', 'delayed'],
  ['deferred', 'delayed'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['opened', 'opened'],
  ['clicked', 'clicked'],
  ['dropped', 'failed'],
  ['failed', 'failed'],
  ['suppressed', 'failed'],
  ['undeliverable', 'failed'],
  ['bounced', 'bounced'],
  ['unsubscribed', 'unsubscribed'],
  ['spammed', 'complained'],
]);

/** The messages that reach a person outside of your app. */
const CHANNELS: ReadonlyMap<unknown, MessageChannel> = new Map([
  ['email', 'email'],
  ['sms', 'sms'],
  ['whatsapp', 'whatsapp'],
]);

/** Keeps `messages` up to date with Customer.io: how far each message has come, and why it failed. */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(CustomerioEvent),
    mergeMap(({ event: { object_type: kind, metric, data }, envelope }) => {
      const [channel, status] = [CHANNELS.get(kind), STATUSES.get(metric)];
      if (channel === undefined || status === undefined) return [];
      if (!isJsonObject(data) || !('delivery_id' in data) || !isText(data.delivery_id)) return [];
      const update = new UpdateMessageStatus({
        provider: envelope.provider,
        // Each recipient has a separate delivery.
        messageId: data.delivery_id,
        channel,
        status,
        providerStatus: metric,
        time: new Date(envelope.time),
        ...(isText(data.recipient) && { recipient: data.recipient }),
        ...errorOf(undefined, textIn(data.failure_message)),
      });
      return [update];
    }),
  ),
);
