import type { Delivery } from '../../functions/src/core/delivery.ts';
import type { DeliveryPolicy } from '../../functions/src/core/config/delivery-policy.ts';
import { refusal } from '../../functions/src/testing/fake-rest-server.ts';
import type { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import type { Service } from './network.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** How an instance ended a delivery: it was done with it, or it was not. */
export type Ending = 'ack' | 'nack';

/** Hands a delivery to an instance, which says at some time how it ended, or never. */
export type Push = (delivery: Delivery, ended: (ending: Ending) => void) => void;

export interface Subscription {
  readonly name: string;
  readonly policy: Pick<DeliveryPolicy, 'minBackoffSeconds' | 'maxBackoffSeconds' | 'ackDeadlineSeconds'>;
  readonly push: Push;
  /** Takes what was delivered too often. */
  readonly deadLetters?: { readonly topic: string; readonly maxDeliveries: number };
}

interface PubSubParts {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly journal: Journal;
}

/** Of a subscription that has none: it still doubles. */
const LEAST_BACKOFF_SECONDS = 0.1;

/** Pub/Sub: every message reaches every subscription at least once, in any order. */
export class SimulatedPubSub {
  /** Everything that was published, by topic. */
  readonly topics = new Map<string, Delivery[]>();
  /** Deliveries that Pub/Sub has not been told the end of. */
  unacked = 0;
  readonly #subscriptions = new Map<string, Subscription[]>();
  readonly #parts: PubSubParts;
  readonly #publishTimes = new Map<string, number>();
  #messages = 0;

  constructor(parts: PubSubParts) {
    this.#parts = parts;
  }

  readonly service: Service = (path, body) => {
    const topic = /\/topics\/([^:]+):publish$/.exec(path)?.[1];
    if (topic === undefined || !this.#subscriptions.has(topic)) return refusal(404, 'NOT_FOUND');
    const { messages }: { messages: readonly { data: string; attributes: Record<string, string> }[] } =
      JSON.parse(body);
    const messageIds = messages.map(({ data, attributes }) =>
      this.publish(topic, { data: Buffer.from(data, 'base64'), attributes }),
    );
    return { status: 200, body: { messageIds } };
  };

  subscribe(topic: string, subscription: Subscription): void {
    this.#subscriptions.set(topic, [...(this.#subscriptions.get(topic) ?? []), subscription]);
  }

  /** @returns the message's id. */
  publish(topic: string, message: Pick<Delivery, 'data' | 'attributes'>): string {
    const { scheduler, faults } = this.#parts;
    const messageId = `m${++this.#messages}`;
    const delivery = { ...message, messageId, publishTime: new Date(scheduler.now) };
    this.topics.set(topic, [...(this.topics.get(topic) ?? []), delivery]);
    this.#publishTimes.set(messageId, scheduler.now);
    for (const subscription of this.#subscriptions.get(topic) ?? [])
      for (let copy = faults.copies(); copy > 0; copy--) this.#handOut(subscription, delivery);
    return messageId;
  }

  /** In simulated time. */
  publishedAt(messageId: string): number {
    return this.#publishTimes.get(messageId) ?? Number.NaN;
  }

  /** One copy of a message, until it is acked or has been delivered too often. */
  #handOut(subscription: Subscription, delivery: Delivery): void {
    const { random, scheduler, faults, journal } = this.#parts;
    const { name, policy, deadLetters } = subscription;
    let deliveries = 0;
    let isOver = false;
    this.unacked++;
    const settle = () => {
      if (!isOver) this.unacked--;
      isOver = true;
    };
    const push = () => {
      if (isOver) return;
      if (deadLetters !== undefined && deliveries >= deadLetters.maxDeliveries) {
        journal.note(name, () => `gives ${delivery.messageId} up after ${deliveries} deliveries`);
        settle();
        this.publish(deadLetters.topic, givenUp(delivery, name, deliveries));
        return;
      }
      deliveries++;
      const { minBackoffSeconds, maxBackoffSeconds, ackDeadlineSeconds } = policy;
      const backoffMs =
        Math.min(Math.max(minBackoffSeconds, LEAST_BACKOFF_SECONDS) * 2 ** (deliveries - 1), maxBackoffSeconds) * 1000;
      let isCurrent = true;
      const again = (ms: number) => {
        if (!isCurrent) return;
        isCurrent = false;
        scheduler.after(ms, undefined, push);
      };
      scheduler.after(ackDeadlineSeconds * 1000, undefined, () => again(0));
      subscription.push(delivery, (ending) => {
        if (faults.losesAnswer()) return;
        // An answer after the deadline counts, unless the message was settled by then.
        if (ending === 'ack') settle();
        else again(backoffMs * (0.9 + 0.2 * random.next()));
      });
    };
    scheduler.after(random.duration(1, 500), undefined, push);
  }
}

/** @see https://cloud.google.com/pubsub/docs/handling-failures#dead_letter_topic */
function givenUp({ data, attributes }: Delivery, subscription: string, deliveries: number) {
  const source = {
    CloudPubSubDeadLetterSourceSubscription: subscription,
    CloudPubSubDeadLetterSourceDeliveryCount: String(deliveries),
  };
  return { data, attributes: { ...attributes, ...source } };
}
