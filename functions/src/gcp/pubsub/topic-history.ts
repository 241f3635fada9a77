import { randomUUID } from 'node:crypto';
import { on } from 'node:events';
import type { Message, Subscription } from '@google-cloud/pubsub';
import { NO_SCOPE, scopedTopic, type Scope } from '../../core/config/scope.ts';
import type { Delivery } from '../../core/delivery.ts';
import type { TopicHistory } from '../../core/recover/replay.ts';
import { projectId } from '../project.ts';

/** The reading is over when nothing has come for so long: Pub/Sub does not say that it has no more. */
const IDLE_MS = 10_000;
/** Messages held at once, so that memory is bounded however much the topic keeps. */
const MAX_HELD = 1_000;

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Options of a subscription that only lives while it is read, and goes by itself if its reader was killed. Pub/Sub
 * refuses one that expires before its own retention is over, 7 days if that is left out; its emulator takes it. What the
 * topic retains can be sought back to, however short the subscription's own retention is.
 * @see https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics
 */
export function temporarySubscription(filter: Readonly<Record<string, string>>) {
  return {
    ackDeadlineSeconds: 600,
    messageRetentionDuration: { seconds: DAY_SECONDS },
    expirationPolicy: { ttl: { seconds: DAY_SECONDS } },
    labels: { purpose: 'integration-replay' },
    ...filterOption(filter),
  };
}

/** Reads what a topic retains through a temporary subscription that is sought back in time. */
export class PubSubTopicHistory implements TopicHistory {
  readonly #scope: Scope;
  readonly #idleMs: number;

  /** @param scope Whose topics they are. */
  constructor({ scope = NO_SCOPE, idleMs = IDLE_MS }: { readonly scope?: Scope; readonly idleMs?: number } = {}) {
    this.#scope = scope;
    this.#idleMs = idleMs;
  }

  /** @param filter Attributes of which a message must have one; Pub/Sub delivers no others. Empty: every message. */
  async *messages(topic: string, since: Date, filter: Readonly<Record<string, string>> = {}): AsyncGenerator<Delivery> {
    const { PubSub } = await import('@google-cloud/pubsub');
    const project = projectId();
    const client = new PubSub({ ...(project !== undefined && { projectId: project }) });
    const name = `integration-replay-${randomUUID()}`;
    const [subscription] = await client.topic(scopedTopic(this.#scope, topic)).createSubscription(name, {
      ...temporarySubscription(filter),
      flowControl: { maxMessages: MAX_HELD },
    });
    try {
      const startedAt = new Date();
      await subscription.seek(since);
      yield* this.#read(subscription, startedAt);
    } finally {
      await subscription.close();
      await subscription.delete();
      await client.close();
    }
  }

  /** What is published after the start is left to those whom it is for. */
  async *#read(subscription: Subscription, startedAt: Date): AsyncGenerator<Delivery> {
    const idle = new AbortController();
    const timer = setTimeout(() => idle.abort(), this.#idleMs);
    try {
      for await (const [message] of on(subscription, 'message', { signal: idle.signal })) {
        const delivery = deliveryOf(message);
        if (delivery.publishTime <= startedAt) {
          yield delivery;
          timer.refresh();
        }
        message.ack();
      }
    } catch (error) {
      if (!idle.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The longest filter that Pub/Sub takes, in bytes. @see https://cloud.google.com/pubsub/docs/subscription-message-filter */
const MAX_FILTER_BYTES = 256;

/** One that is too long is left out: then everything is delivered. */
function filterOption(wanted: Readonly<Record<string, string>>): { readonly filter?: string } {
  const filter = Object.entries(wanted)
    .map(([name, value]) => `attributes.${name} = ${JSON.stringify(value)}`)
    .join(' OR ');
  return filter === '' || Buffer.byteLength(filter) > MAX_FILTER_BYTES ? {} : { filter };
}

function deliveryOf({ id, data, attributes, publishTime }: Message): Delivery {
  return { messageId: id, data, attributes, publishTime: new Date(publishTime.getTime()) };
}
