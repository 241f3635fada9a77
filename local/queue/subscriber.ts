import type { DeliveryPolicy } from '../../functions/src/core/config/delivery-policy.ts';
import type { OutgoingMessage } from '../../functions/src/core/event/platform-event.ts';
import { asBuffer } from '../../functions/src/core/event/json.ts';
import type { HeldDelivery } from './delivery-rows.ts';

/** One consumer of one topic. */
export interface Subscriber {
  /** The deployed name: `stripe-onStripeEvent`. */
  readonly consumer: string;
  readonly topic: string;
  readonly policy: Pick<DeliveryPolicy, 'minBackoffSeconds' | 'maxBackoffSeconds'>;
  /** The function's own time limit: a delivery that takes longer has failed. */
  readonly timeoutSeconds: number;
  /** Deliveries at a time. */
  readonly concurrency: number;
  /** Takes what was delivered {@link MAX_DELIVERIES} times in vain; without one it is delivered on and on. */
  readonly deadLetterTopic?: string;
  /** Resolves when the message may be forgotten, rejects when it has to be delivered again. */
  deliver(delivery: HeldDelivery): Promise<void>;
}

/** Pub/Sub's own dead-letter policy, for what never reaches the ledger's count. Its most. */
export const MAX_DELIVERIES = 100;

/**
 * The dead letter that Pub/Sub itself would write.
 * @see https://cloud.google.com/pubsub/docs/dead-letter-topics#track_delivery_attempts
 */
export function nativeDeadLetterOf({ consumer }: Subscriber, project: string, delivery: HeldDelivery): OutgoingMessage {
  return {
    data: asBuffer(delivery.data),
    attributes: {
      ...delivery.attributes,
      CloudPubSubDeadLetterSourceDeliveryCount: String(delivery.attempt),
      CloudPubSubDeadLetterSourceSubscription: consumer,
      CloudPubSubDeadLetterSourceSubscriptionProject: project,
      CloudPubSubDeadLetterSourceTopicPublishTime: delivery.publishTime.toISOString(),
    },
  };
}
