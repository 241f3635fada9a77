import { appliedConfig } from '../core/config/bundle.ts';
import { pubsubTopicIn } from '../core/config/pubsub-topic.ts';
import type { Delivery } from '../core/delivery.ts';
import { topicFunctionOf } from '../core/event/names.ts';
import { TopicService } from '../core/ingest/topic-service.ts';
import type { FactualIntegration } from '../core/integration/facts.ts';
import type { ProviderTopic } from '../core/integration/provider-topic.ts';
import { logRedelivery, Redeliver } from '../core/redelivery.ts';
import { doorRuntime } from '../core/runtime.ts';
import type { Logger } from '../core/telemetry/logger.ts';
import { deployment } from './deployment.ts';
import { TOPIC_DEFAULTS } from './function-defaults.ts';
import { cloudLogger } from './logger.ts';
import { messageFunction, type SubscriberFunction } from './pubsub/message-function.ts';

/**
 * The function on a provider's own topic: publishes what the provider publishes there as events of ours.
 * @returns undefined if no topic is configured, so that there is neither a function nor a trigger.
 * @throws {IntegrationError} `bad-config` at start if the integration is on but cannot work.
 */
export function topicFunction<Native>(
  integration: FactualIntegration<Native>,
  source: ProviderTopic,
): SubscriberFunction | undefined {
  const { provider } = integration;
  const settings = appliedConfig().settings(provider);
  const topic = pubsubTopicIn(settings);
  if (topic === undefined) return undefined;
  const name = topicFunctionOf(provider);
  const defaults = { topic: topic.name, ...TOPIC_DEFAULTS };
  const deployed = deployment({ name, provider }, defaults, settings.functions.topic);

  let ready: Promise<(message: Delivery) => Promise<void>> | undefined;
  const load = async () => {
    const ports = await doorRuntime();
    const service = new TopicService(integration, source, settings, ports);
    return async (message: Delivery) => {
      ports.publisher.warm?.();
      try {
        await service.handle(message, ports.log.with({ messageId: message.messageId }));
      } finally {
        await ports.tracer?.flush?.();
      }
    };
  };
  const loaded = async (log: Logger) => {
    ready ??= load();
    try {
      return await ready;
    } catch (cause) {
      ready = undefined;
      const redeliver = new Redeliver('not-loaded', 'The function could not be loaded.', {}, { cause });
      logRedelivery(provider, redeliver, log);
      throw redeliver;
    }
  };
  return messageFunction(deployed, async (message) => {
    const handle = await loaded(cloudLogger().with({ messageId: message.messageId }));
    await handle(message);
  });
}
