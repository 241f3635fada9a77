import type { PubSubOptions } from 'firebase-functions/v2/pubsub';
import type { FunctionOptions } from '../core/config/function-options.ts';
import { Consumer, type ConsumerDefinition } from '../core/handle/consumer.ts';
import { logRedelivery, Redeliver } from '../core/redelivery.ts';
import { serviceSource } from '../core/logic/service.ts';
import { traceFields, type Logger } from '../core/telemetry/logger.ts';
import type { Ports } from '../core/ports.ts';
import { runtime } from '../core/runtime.ts';
import { config } from '../integrations.config.ts';
import { messageFunction, type SubscriberFunction } from './pubsub/message-function.ts';
import { cloudLogger } from './logger.ts';
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

/**
 * The topic-triggered function of one consumer. It acks a message that is done with, and has any other delivered again.
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

  const loaded = async (log: Logger) => {
    consumer ??= load();
    try {
      return await consumer;
    } catch (cause) {
      consumer = undefined;
      const redeliver = new Redeliver('not-loaded', 'The function could not be loaded.', {}, { cause });
      logRedelivery(definition.provider, redeliver, log);
      throw redeliver;
    }
  };

  return messageFunction(deployed, async (delivery) => {
    const { messageId, attributes } = delivery;
    const traced = traceFields(attributes['traceparent'], projectId());
    const about = { eventId: attributes['id'], eventType: attributes['eventtype'], consumer: definition.name };
    const { ports, consumer: ready } = await loaded(cloudLogger().with({ ...traced, ...about, messageId }));
    try {
      await ready.handle(delivery, ports.log.with(traced));
    } finally {
      await ports.tracer?.flush?.();
    }
  });
}
