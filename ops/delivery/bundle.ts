import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import type { DeliveryPolicy } from '../../functions/src/core/config/delivery-policy.ts';
import type { Invoker } from '../../functions/src/core/config/invoker.ts';
import { pubsubTopicIn } from '../../functions/src/core/config/pubsub-topic.ts';
import { scoped, scopedTopic, type Scope } from '../../functions/src/core/config/scope.ts';
import { SAGAS } from '../../functions/src/core/event/names.ts';
import { badConfig } from '../../functions/src/core/config/settings.ts';
import { topicFunctionOf } from '../../functions/src/core/event/names.ts';
import { deployedSagaGroup, type DurableSagaFacts } from '../../functions/src/core/inspect/saga-group.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { environmentOf, installationsOf, type Installation } from './installations.ts';
import { userCatalog, userConfig, userDurableSagas } from '../../generator/project.ts';

/** What the delivery policy has to know of one installation of the bundle. */
export interface DeliveryBundle extends Pick<Installation, 'codebase' | 'prefix'> {
  readonly region: string;
  readonly database: string;
  readonly scope: Scope;
  readonly collectionPrefix: string;
  /** Only a bucket that was configured: the project's default one may hold other people's objects. */
  readonly bucket: string | undefined;
  /** The integrations that are on. */
  readonly integrations: readonly DeliveryIntegration[];
  /** What durable sagas get, those of codebases that listen included. @throws {IntegrationError} if the options have a fault. */
  readonly sagaPolicy: () => DeliveryPolicy;
}

/** One integration: functions by their names within the installation, topics by their short names in the cloud. */
export interface DeliveryIntegration {
  readonly provider: string;
  /** The function that takes its requests, and whom Cloud Run lets call it. Durable sagas have none. */
  readonly webhook?: string;
  readonly invoker: Invoker;
  /** The topic that the provider publishes to, and the function on it. */
  readonly providerTopic?: { readonly name: string; readonly functionName: string };
  readonly topic: string;
  readonly deadLetterTopic: string;
  /** The function that keeps the dead letters. */
  readonly deadLetters: string;
  readonly consumers: readonly string[];
  readonly policy: DeliveryPolicy;
}

/**
 * Reads every installation of the bundle as a deploy to a project sees it: with its own dotenv files for that
 * project. The environment takes precedence over the files.
 * @throws {IntegrationError} `bad-config` that names the variable to set, or two installations that share their names.
 */
export async function readBundles(projectId: string): Promise<readonly DeliveryBundle[]> {
  const { configs, catalog, durableSagas } = await configurationsFor(projectId);
  const bundles = configs.map(({ installation, config }) =>
    deliveryBundle(config, Object.values(catalog), installation, durableSagas),
  );
  for (const sentence of sharedNames(bundles)) throw badConfig('bundle', sentence);
  return bundles;
}

/** The configuration of each installation for a project, and what the bundle consists of. */
export async function configurationsFor(projectId: string, root?: string) {
  const installations = installationsOf(root);
  const [only, ...others] = installations;
  // The configuration file may read the environment itself when it is loaded.
  if (others.length === 0) loadInstallation(only, projectId);
  const config = await userConfig();
  const catalog = await userCatalog();
  const durableSagas = await userDurableSagas();
  if (others.length === 0) return { configs: [{ installation: only, config }], catalog, durableSagas };
  const configs = installations.map((installation) => ({
    installation,
    config: config.under({ ...environmentOf(installation, projectId), ...process.env, ...installation.variables }),
  }));
  return { configs, catalog, durableSagas };
}

/** Puts what an installation finds in its environment into that of this process. What is set already stays. */
export function loadInstallation(installation: Installation, projectId: string): void {
  const found = { ...environmentOf(installation, projectId), ...process.env, ...installation.variables };
  for (const [name, value] of Object.entries(found)) if (value !== undefined) process.env[name] = value;
}

/** What a catalog entry has to tell. */
type Facts = Pick<CatalogEntry, 'webhook' | 'topic' | 'deadLetterTopic' | 'deadLetters' | 'providerTopic'> & {
  readonly provider: string;
  readonly consumers: readonly { readonly name: string }[];
};

/**
 * The part of an installation that its delivery policy is about: the integrations that are on, and the functions of durable
 * sagas, each with its policy.
 */
export function deliveryBundle(
  config: BundleConfig,
  catalog: readonly Facts[],
  { codebase, prefix }: Pick<Installation, 'codebase' | 'prefix'> = installationsOf()[0],
  durableSagas: DurableSagaFacts = {},
): DeliveryBundle {
  const { region, database, scope, collectionPrefix, bucket } = config;
  const integrations = catalog.flatMap((facts): readonly DeliveryIntegration[] => {
    const { provider, webhook, deadLetters } = facts;
    const { enabled, delivery: policy, functions, pubsubTopic } = config.settings(provider);
    if (!enabled) return [];
    const { invoker = 'public' } = functions.webhook;
    const topic = scoped(scope.source, facts.topic);
    const deadLetterTopic = scoped(scope.source, facts.deadLetterTopic);
    const consumers = facts.consumers.map(({ name }) => name);
    const own = facts.providerTopic === undefined ? undefined : pubsubTopicIn({ provider, pubsubTopic });
    const providerTopic = own !== undefined && {
      providerTopic: { name: own.name, functionName: topicFunctionOf(provider) },
    };
    return [{ provider, webhook, invoker, topic, deadLetterTopic, deadLetters, consumers, policy, ...providerTopic }];
  });
  const sagas = sagaDelivery(config, durableSagas, integrations);
  return {
    codebase,
    prefix,
    region,
    database,
    scope,
    collectionPrefix,
    bucket,
    integrations: [...integrations, ...sagas],
    sagaPolicy: () => config.settings(SAGAS).delivery,
  };
}

/** What is delivered to the functions of durable sagas, if they are deployed. */
function sagaDelivery(
  config: BundleConfig,
  durableSagas: DurableSagaFacts,
  on: readonly DeliveryIntegration[],
): readonly DeliveryIntegration[] {
  const group = deployedSagaGroup(durableSagas, on);
  if (group === undefined) return [];
  return [
    {
      provider: group.provider,
      invoker: 'public',
      topic: scopedTopic(config.scope, group.topic),
      deadLetterTopic: scopedTopic(config.scope, group.deadLetterTopic),
      deadLetters: group.deadLetters,
      consumers: [group.consumer],
      policy: config.settings(group.provider).delivery,
    },
  ];
}

/** A sentence for each two installations of which one would handle the events of the other. Pure. */
export function sharedNames(
  bundles: readonly (Pick<DeliveryBundle, 'codebase' | 'scope'> & {
    readonly integrations: readonly { readonly provider: string }[];
  })[],
): readonly string[] {
  return bundles.flatMap((one, index) =>
    bundles.slice(0, index).flatMap((other) => {
      if (one.scope.own !== other.scope.own || one.scope.source !== other.scope.source) return [];
      const shared = one.integrations.filter((each) =>
        other.integrations.some((its) => its.provider === each.provider),
      );
      if (shared.length === 0) return [];
      const providers = shared.map(({ provider }) => provider).join(', ');
      return [
        `The codebases ${other.codebase} and ${one.codebase} share the topics and the ledger of ${providers}, so that each would handle events of the other; set INTEGRATIONS_SCOPE in the dotenv file of one of them.`,
      ];
    }),
  );
}
