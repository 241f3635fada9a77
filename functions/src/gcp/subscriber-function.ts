import { scoped } from '../core/config/scope.ts';
import { requireOwnSettings, type OwnSetting } from '../core/config/own-settings.ts';
import { badConfig, generatedWithoutAccounts } from '../core/config/settings.ts';
import type { HoldAccounts } from '../core/handle/holding-accounts.ts';
import type { AccountOptions } from '../core/options/account-options.ts';
import type { IntegrationEvent } from '../core/event/integration-event.ts';
import { topicOf } from '../core/event/names.ts';
import type { PlatformEvent } from '../core/event/platform-event.ts';
import { Consumer } from '../core/handle/consumer.ts';
import type { ConsumerDefinition } from '../core/handle/consumer-definition.ts';
import type { EventLogic } from '../core/handle/planned-event.ts';
import type { BusinessLogic } from '../core/handle/plan.ts';
import { rehearsable } from '../core/handle/rehearsable.ts';
import type { ServiceSource } from '../core/logic/token.ts';
import { appliedConfig } from '../core/config/bundle.ts';
import { SUBSCRIBER_DEFAULTS } from './function-defaults.ts';
import { consumerFunction } from './consumer-function.ts';
import type { SubscriberFunction } from './pubsub/message-function.ts';
import { deployment } from './deployment.ts';

/** Makes a provider's events from their envelopes. */
interface EventClass {
  revive(envelope: PlatformEvent, services: ServiceSource): IntegrationEvent | Promise<IntegrationEvent>;
}

/** What the generator writes of each consumer. */
export interface SubscriberDefinition extends Partial<BusinessLogic> {
  /** The name within the installation: `stripe-onStripeEvent`. With the scope in front, it is part of the ledger's key. */
  readonly name: string;
  readonly provider: string;
  /** Holds back events of single accounts, if the provider has accounts. */
  readonly accounts?: HoldAccounts;
  /** What the handlers read of the environment. */
  readonly settings?: readonly OwnSetting[];
  /** The codebase that listens to another one's events; left out in the one that receives the webhooks. */
  readonly codebase?: string;
}

/**
 * The topic-triggered function of one consumer. It acks a message that it is done with, and any other is redelivered.
 * @throws {IntegrationError} `bad-config` at start if the integration is on but cannot work.
 */
export function subscriberFunction(eventClass: EventClass, definition: SubscriberDefinition): SubscriberFunction {
  const { provider } = definition;
  const config = appliedConfig();
  const { scope } = config;
  const { enabled, functions, delivery: policy, accounts } = config.settings(provider);
  // A bundle that listens to another one is not switched on by a webhook secret.
  const isUsed = enabled || scope.own !== scope.source;
  if (isUsed) requireOwnSettings(provider, definition.settings ?? [], config.environment);
  requireScope(definition, scope.own);
  requireGenerated(definition, accounts);
  const name = scoped(scope.own, definition.name);
  const defaults = { topic: scoped(scope.source, topicOf(provider)), ...SUBSCRIBER_DEFAULTS };
  const deployed = deployment(definition, defaults, functions.consumers);
  const logic: EventLogic = {
    sagas: {},
    tasks: {},
    handlers: [],
    ...definition,
    revive: (envelope, services) => eventClass.revive(envelope, services),
  };
  const made = consumerFunction(deployed, {
    name,
    provider,
    make: (ports, services) => {
      const { timeoutSeconds } = deployed;
      const kept = { recordPrefix: config.accountRecordPrefix, perMinute: accounts?.perMinute };
      const whole: ConsumerDefinition = { ...logic, name, provider, policy, timeoutSeconds, ...kept };
      return new Consumer(whole, ports, services);
    },
  });
  return rehearsable(made, { name, logic });
}

/** Without what the generator adds, no account would be paused or limited. */
function requireGenerated({ provider, accounts }: SubscriberDefinition, configured: AccountOptions | undefined): void {
  if (configured === undefined || accounts !== undefined) return;
  throw generatedWithoutAccounts(provider);
}

/** Without its own scope a listener would share the ledger of the consumer whose name it has, and handle nothing. */
function requireScope({ name, provider, codebase }: SubscriberDefinition, scope: string): void {
  if (codebase === undefined || codebase === scope) return;
  throw badConfig(
    provider,
    `${name} was generated for the codebase ${codebase}; set the option scope to '${codebase}'.`,
  );
}
