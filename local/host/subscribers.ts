import type { DeliveryPolicy } from '../../functions/src/core/config/delivery-policy.ts';
import { scoped, unscopedTopic, type Scope } from '../../functions/src/core/config/scope.ts';
import { asBuffer } from '../../functions/src/core/event/json.ts';
import { deadLetterTopicOf, topicFunctionOf } from '../../functions/src/core/event/names.ts';
import type { Logger } from '../../functions/src/core/telemetry/logger.ts';
import type { DeliveryLogs } from '../journal/delivery-logs.ts';
import type { HeldDelivery } from '../queue/delivery-rows.ts';
import type { Subscriber } from '../queue/subscriber.ts';
import type { DeployedFunction } from './surface.ts';

interface Delivering {
  readonly project: string;
  readonly log: Logger;
  readonly logs: Pick<DeliveryLogs, 'during'>;
  readonly scope: Scope;
  policyOf(provider: string): DeliveryPolicy;
}

/** The consumers among the functions: each topic-triggered one, fed as Eventarc would. */
export function subscribersOf(functions: readonly DeployedFunction[], delivering: Delivering): readonly Subscriber[] {
  return functions.flatMap((deployed): Subscriber[] => {
    const { name, group, trigger, timeoutSeconds } = deployed;
    if (trigger.kind !== 'topic') return [];
    // The local state is of one installation: its names need no scope.
    const isOurs = name !== topicFunctionOf(group);
    const topic = isOurs ? unscopedTopic(delivering.scope, trigger.topic) : trigger.topic;
    const deadLetterTopic = deadLetterTopicOf(group);
    const consumer = scoped(delivering.scope.own, name);
    const deliver = async (delivery: HeldDelivery) => {
      try {
        await deployed.call(cloudEventOf(delivery, name, delivering.project));
      } catch (error) {
        if (trigger.retry) throw error;
        delivering.log.error('A function without retry failed; its message is lost, as in the cloud', {
          consumer: name,
          error,
        });
      }
    };
    const subscriber: Subscriber = {
      consumer,
      topic,
      policy: delivering.policyOf(group),
      timeoutSeconds,
      concurrency: deployed.concurrency,
      // Letters themselves have nowhere else to go, and what a provider published is kept until our topic has it.
      ...(topic !== deadLetterTopic && isOurs && { deadLetterTopic }),
      deliver: (delivery) => delivering.logs.during(delivery, consumer, () => deliver(delivery)),
    };
    return [subscriber];
  });
}

/** The CloudEvent that a push of Pub/Sub through Eventarc becomes. */
function cloudEventOf(delivery: HeldDelivery, consumer: string, project: string): object {
  const { messageId, data, attributes, publishTime, topic } = delivery;
  const time = publishTime.toISOString();
  return {
    specversion: '1.0',
    id: messageId,
    source: `//pubsub.googleapis.com/projects/${project}/topics/${topic}`,
    type: 'google.cloud.pubsub.topic.v1.messagePublished',
    datacontenttype: 'application/json',
    time,
    data: {
      message: {
        data: asBuffer(data).toString('base64'),
        attributes,
        messageId,
        message_id: messageId,
        publishTime: time,
        publish_time: time,
      },
      subscription: `projects/${project}/subscriptions/${consumer}`,
    },
  };
}
