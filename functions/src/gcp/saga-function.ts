import { appliedConfig } from '../core/config/bundle.ts';
import { requireOwnSettings, type OwnSetting } from '../core/config/own-settings.ts';
import { scoped, scopedTopic } from '../core/config/scope.ts';
import { SAGA_FUNCTIONS, SAGAS, topicOf } from '../core/event/names.ts';
import { SagaConsumer } from '../core/instances/saga-consumer.ts';
import type { SagaConsumerDefinition } from '../core/instances/saga-work.ts';
import { consumerFunction } from './consumer-function.ts';
import { deployment } from './deployment.ts';
import { SUBSCRIBER_DEFAULTS } from './function-defaults.ts';
import type { SubscriberFunction } from './pubsub/message-function.ts';

/** What the generator writes: the durable sagas of the bundle, and the handlers of their commands. */
export interface SagaFunctionDefinition extends Pick<SagaConsumerDefinition, 'durable' | 'handlers'> {
  /** What the handlers read of the environment. */
  readonly settings?: readonly OwnSetting[];
}

/**
 * The topic-triggered function of the durable sagas' own topic: it carries out their commands, and decides about instances
 * that are due.
 * @throws {IntegrationError} `bad-config` at start if it cannot be deployed.
 */
export function sagaFunction({ settings = [], ...definition }: SagaFunctionDefinition): SubscriberFunction {
  const config = appliedConfig();
  requireOwnSettings(SAGAS, settings, config.environment);
  const { functions, delivery: policy } = config.settings(SAGAS);
  const functionName = SAGA_FUNCTIONS.consumer;
  const name = scoped(config.scope.own, functionName);
  const defaults = { topic: scopedTopic(config.scope, topicOf(SAGAS)), ...SUBSCRIBER_DEFAULTS };
  const deployed = deployment({ name: functionName, provider: SAGAS }, defaults, functions.consumers);
  const { timeoutSeconds } = deployed;
  return consumerFunction(deployed, {
    name,
    provider: SAGAS,
    make: (ports, services) => {
      const recordPrefix = config.accountRecordPrefix;
      return new SagaConsumer(
        { ...definition, name, provider: SAGAS, policy, timeoutSeconds, recordPrefix },
        ports,
        services,
      );
    },
  });
}
