import { scoped, scopedTopic } from '../core/config/scope.ts';
import { deadLetterTopicOf } from '../core/event/names.ts';
import { keepLetter, letterRedelivery } from '../core/letters/letter.ts';
import { traceFields } from '../core/telemetry/logger.ts';
import { runtime } from '../core/runtime.ts';
import { appliedConfig } from '../core/config/bundle.ts';
import { DEAD_LETTER_DEFAULTS } from './function-defaults.ts';
import { messageFunction, type SubscriberFunction } from './pubsub/message-function.ts';
import { cloudLogger } from './logger.ts';
import { deployment } from './deployment.ts';
import { projectId } from './project.ts';

/**
 * The function that keeps the dead letters of one provider as records: nobody can list or filter a subscription.
 * @throws {IntegrationError} `bad-config` at start if the integration is on but cannot work.
 */
export function deadLetterFunction(provider: string): SubscriberFunction {
  const config = appliedConfig();
  const { scope } = config;
  const functionName = `${provider}-onDeadLetter`;
  const name = scoped(scope.own, functionName);
  const defaults = { topic: scopedTopic(scope, deadLetterTopicOf(provider)), ...DEAD_LETTER_DEFAULTS };
  const { deadLetters } = config.settings(provider).functions;
  const deployed = deployment({ name: functionName, provider }, defaults, deadLetters);
  return messageFunction(deployed, async (delivery) => {
    const about = { ...traceFields(delivery.attributes['traceparent'], projectId()), consumer: name };
    const ports = await runtime().catch((cause: unknown) => {
      const log = cloudLogger().with({ ...about, messageId: delivery.messageId });
      throw letterRedelivery(provider, 'not-loaded', cause, log);
    });
    await keepLetter(provider, delivery, ports.store, ports.log.with(about));
  });
}
