import type { Delivery } from '../delivery.ts';
import { asBuffer } from '../event/json.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';

/**
 * A provider's own Pub/Sub topic as a way in. Nothing in its messages proves who sent them: the topic's IAM policy does,
 * which lets nobody but the provider publish.
 */
export interface ProviderTopic {
  /** camelCase, the folder's name. */
  readonly provider: string;
  /** The address of the service account that the provider publishes as. */
  readonly publisher: string;
  /**
   * The request that would have brought the message's event, so that the event has the same id and source either way.
   * Default: a push of the message, as Pub/Sub wraps it.
   */
  readonly request?: (message: Delivery) => Pick<RawWebhook, 'headers' | 'rawBody'>;
}

/**
 * A message as Pub/Sub pushes it, in JSON.
 * @see https://cloud.google.com/pubsub/docs/push#receive_push
 */
export function pushOf({ data, attributes, messageId, publishTime }: Delivery): Buffer {
  const message = { attributes, data: asBuffer(data).toString('base64'), messageId, publishTime };
  return Buffer.from(JSON.stringify({ message }));
}

/** The attributes of a message as the headers of a request: names are lower-case, as Node gives them. */
export function attributesAsHeaders({ attributes }: Pick<Delivery, 'attributes'>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value]));
}
