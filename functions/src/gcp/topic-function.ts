import { appliedConfig } from '../core/config/bundle.ts';
import { pubsubTopicIn } from '../core/config/pubsub-topic.ts';
import { topicFunctionOf } from '../core/event/names.ts';
import { TopicService } from '../core/ingest/topic-service.ts';
import type { FactualIntegration } from '../core/integration/facts.ts';
import type { ProviderTopic } from '../core/integration/provider-topic.ts';
import { doorRuntime } from '../core/runtime.ts';
import { deployment } from './deployment.ts';
import { TOPIC_DEFAULTS } from './function-defaults.ts';
import { cloudLogger } from './logger.ts';
import { loadedOnce } from './pubsub/loaded-once.ts';
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

  const loaded = loadedOnce(provider, async () => {
    const ports = await doorRuntime();
    return { ports, service: new TopicService(integration, source, settings, ports) };
  });
  return messageFunction(deployed, async (message) => {
    const { messageId } = message;
    const { ports, service } = await loaded(cloudLogger().with({ messageId }));
    ports.publisher.warm?.();
    try {
      await service.handle(message, ports.log.with({ messageId }));
    } finally {
      await ports.tracer?.flush?.();
    }
  });
}
