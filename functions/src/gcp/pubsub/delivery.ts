import type { MessagePublishedData } from 'firebase-functions/v2/pubsub';
import type { Delivery } from '../../core/delivery.ts';

/** A Pub/Sub message as the functions get it, with its data decoded from base64. */
export function deliveryOf({ messageId, data, attributes, publishTime }: MessagePublishedData['message']): Delivery {
  return { messageId, data: Buffer.from(data ?? '', 'base64'), attributes, publishTime: new Date(publishTime) };
}
