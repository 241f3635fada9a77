import type { CloudEvent, CloudFunction } from 'firebase-functions/v2';
import { onMessagePublished, type MessagePublishedData, type PubSubOptions } from 'firebase-functions/v2/pubsub';
import type { FunctionOptions } from '../core/function-options.ts';
import { Consumer, type ConsumerDefinition } from '../core/handle/consumer.ts';
import { serviceSource } from '../core/handle/service.ts';
import { traceFields } from '../core/logger.ts';
import type { Ports } from '../core/ports.ts';
import { runtime } from '../core/runtime.ts';
import { config } from '../integrations.config.ts';
import { deliveryOf } from './pubsub/delivery.ts';
import { deployment } from './deployment.ts';
import { projectId } from './project.ts';

/** What the generator writes out for each topic-triggered function. */
export interface SubscriberOptions extends FunctionOptions, Pick<PubSubOptions, 'region'> {
  readonly topic: string;
  /** True, or Pub/Sub forgets what failed once. */
  readonly retry: boolean;
  /** Whole seconds, 1–540. The ledger's lease is derived from it. */
  readonly timeoutSeconds: number;
}

export type SubscriberFunction = CloudFunction<CloudEvent<MessagePublishedData>>;

/**
 * The topic-triggered function of one consumer: resolves to ack a message, throws to have it delivered again.
 * @param options As the generator wrote them; what is configured goes before them.
 * @throws {IntegrationError} `bad-config` at start, when the integration is on but cannot work.
 */
export function subscriberFunction(
  options: SubscriberOptions,
  definition: Omit<ConsumerDefinition, 'policy' | 'timeoutSeconds'>,
): SubscriberFunction {
  const { functions, delivery: policy } = config.settings(definition.provider);
  const deployed = deployment(definition, options, functions.consumers);
  let consumer: Promise<{ readonly ports: Ports; readonly consumer: Consumer }> | undefined;
  const load = async () => {
    const ports = await runtime();
    ports.store.warm?.();
    const services = serviceSource((provider) => config.settings(provider), ports.secrets);
    const whole = { ...definition, policy, timeoutSeconds: deployed.timeoutSeconds };
    return { ports, consumer: new Consumer(whole, ports, services) };
  };

  return onMessagePublished(deployed, async ({ data }) => {
    const delivery = deliveryOf(data.message);
    consumer ??= load().catch((error: unknown) => {
      consumer = undefined;
      throw error;
    });
    const { ports, consumer: ready } = await consumer;
    try {
      await ready.handle(delivery, ports.log.with(traceFields(delivery.attributes['traceparent'], projectId())));
    } finally {
      await ports.tracer?.flush?.();
    }
  });
}
