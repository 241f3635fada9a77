import { createHash } from 'node:crypto';
import { valueAt } from '../../core/event/json-pointer.ts';
import { decodeUtf8, isJsonObject, parseJson } from '../../core/event/json.ts';

/**
 * A notification as Pub/Sub pushes it: the data of a message, in base64.
 * @see https://cloud.google.com/pubsub/docs/push#receive_push
 */
export function wrapped(data: string, id: string, now: Date): string {
  const value = parseJson(data);
  // A body that is sent again.
  if (data === '' || (isJsonObject(value) && 'message' in value)) return data;
  const messageId = String(createHash('sha256').update(id).digest().readUIntBE(0, 6));
  const publishTime = now.toISOString();
  return JSON.stringify({
    message: { attributes: {}, data: Buffer.from(data).toString('base64'), messageId, publishTime },
    subscription: 'projects/local/subscriptions/play-notifications',
  });
}

/**
 * The data of the message in a body, in JSON; undefined if the body holds none. Subscriptions that do not wrap messages
 * push the data alone.
 */
export function dataIn(text: string): Buffer | undefined {
  const data = valueAt(parseJson(text), '/message/data');
  if (typeof data !== 'string') return undefined;
  const bytes = Buffer.from(data, 'base64');
  return isJsonObject(parseJson(decodeUtf8(bytes) ?? '')) ? bytes : undefined;
}
