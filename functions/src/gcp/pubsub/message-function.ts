import type { CloudEvent, CloudFunction } from 'firebase-functions/v2';
import { onMessagePublished, type MessagePublishedData, type PubSubOptions } from 'firebase-functions/v2/pubsub';
import { isJsonObject } from '../../core/event/json.ts';
import type { Delivery } from '../../core/delivery.ts';
import { Redeliver } from '../../core/redelivery.ts';
import { answerWith, rememberResponses } from '../http/current-response.ts';
import { keepUrlsRoutable } from '../http/routable-urls.ts';
import { cloudLogger } from '../logger.ts';
import { servesEventsOnly } from '../served-function.ts';
import { deliveryOf } from './delivery.ts';

export type SubscriberFunction = CloudFunction<CloudEvent<MessagePublishedData>>;

/** Any status but a success has Pub/Sub deliver again. */
const SERVICE_UNAVAILABLE = 503;
const BAD_REQUEST = 400;

/**
 * A topic-triggered function over what handles one message. A {@link Redeliver}, which has its line in the log by then,
 * becomes an answer of 503 without a stack trace.
 * @param handle Throws {@link Redeliver} and nothing else.
 */
export function messageFunction(
  options: PubSubOptions,
  handle: (delivery: Delivery) => Promise<void>,
): SubscriberFunction {
  if (servesEventsOnly()) {
    rememberResponses();
    keepUrlsRoutable();
  }
  const published = onMessagePublished(options, ({ data }) => answered(() => handle(deliveryOf(data.message))));
  const called = (event: Parameters<typeof published>[0]) => {
    if (holdsMessage(event) || !answerWith(BAD_REQUEST)) return published(event);
    cloudLogger().warn('A request without a Pub/Sub message was refused', { topic: options.topic });
    return { error: 'Send a Pub/Sub message as Eventarc does.' };
  };
  return Object.assign(called, published);
}

/** @throws {Redeliver} if there is no request to answer: on the local host and in tests. */
async function answered(handle: () => Promise<void>): Promise<object | undefined> {
  try {
    await handle();
    return undefined;
  } catch (error) {
    if (error instanceof Redeliver && answerWith(SERVICE_UNAVAILABLE)) return { redelivery: error.why };
    throw error;
  }
}

/** firebase-functions throws at what is none, and the functions framework prints the stack. */
function holdsMessage(event: unknown): boolean {
  const data = isJsonObject(event) ? event['data'] : undefined;
  return isJsonObject(data) && isJsonObject(data['message']);
}
