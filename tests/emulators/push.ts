import type { Message, Subscription } from '@google-cloud/pubsub';

/**
 * Pushes a subscription's messages to a function as Pub/Sub does: acks what is answered 2xx and gives back the
 * rest. The emulator's own push forgets messages whose pushes failed a few times in a row; its retry policy
 * for what is given back it obeys.
 */
export class Push {
  readonly #subscription: Subscription;
  readonly #endpoint: string;

  constructor(subscription: Subscription, endpoint: string) {
    this.#subscription = subscription;
    this.#endpoint = endpoint;
    subscription.setOptions({ flowControl: { maxMessages: 20 } });
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
    if (taken) message.ack();
    else message.nack();
  }
}
