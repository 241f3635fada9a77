import { setTimeout as delay } from 'node:timers/promises';
import type { Message, Subscription } from '@google-cloud/pubsub';

const BACKOFF_MS = 1_500;
const MAX_IN_FLIGHT = 100;

/**
 * Pushes a subscription's messages to a function as Pub/Sub does: acks what is answered 2xx, and gives back the
 * rest after a pause. Neither the emulator's own push nor its retry policy serves here: messages that failed
 * a few times in a row while none succeeded it keeps back for minutes.
 */
export class Push {
  readonly #subscription: Subscription;
  readonly #endpoint: string;

  constructor(subscription: Subscription, endpoint: string) {
    this.#subscription = subscription;
    this.#endpoint = endpoint;
    subscription.setOptions({ flowControl: { maxMessages: MAX_IN_FLIGHT } });
    subscription.on('message', (message: Message) => void this.#deliver(message));
    subscription.on('error', () => undefined);
  }

  close(): Promise<void> {
    return this.#subscription.close();
  }

  /** @see https://cloud.google.com/pubsub/docs/push#receive_push */
  async #deliver(message: Message): Promise<void> {
    const { id, data, attributes, publishTime } = message;
    const body = {
      message: { messageId: id, data: data.toString('base64'), attributes, publishTime: publishTime.toISOString() },
      subscription: this.#subscription.name,
    };
    const taken = await fetch(this.#endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then(
      async (reply) => {
        await reply.arrayBuffer();
        return reply.ok;
      },
      // The process behind it is gone: in the cloud its front end answers for it.
      () => false,
    );
    if (taken) {
      message.ack();
      return;
    }
    await delay(BACKOFF_MS);
    message.nack();
  }
}
