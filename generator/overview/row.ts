import { variableOf } from '../../functions/src/core/config/settings.ts';
import type { IntegrationRow, WayIn } from '../../functions/src/core/inspect/integration-row.ts';
import { isFactual } from '../../functions/src/core/integration/facts.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { ProviderTopic } from '../../functions/src/core/integration/provider-topic.ts';
import type { FailureList } from '../../functions/src/core/recover/failed-deliveries.ts';
import { isStateLister, type AnyLister } from '../../functions/src/core/recover/state-lister.ts';
import { factsOf } from '../../functions/src/core/scheme/scheme-facts.ts';
import { coverageOf } from '../../functions/src/core/scheme/sentence.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import type { Files, ProviderSource } from '../model.ts';
import { collectionsIn } from './collections.ts';
import { verifierOf } from './verifier.ts';

/**
 * Derives the row of one integration.
 * @param files The sources by their paths from functions/src.
 */
export async function rowOf(source: ProviderSource, entry: CatalogEntry, files: Files): Promise<IntegrationRow> {
  const integration = await entry.integration();
  const lister = (await entry.missedEvents?.()) ?? (await entry.objectStates?.());
  const failures = await entry.failedDeliveries?.();
  const topic = await entry.providerTopic?.();
  const { provider, title, isInstance, sagas, tasks, durable } = source;
  return {
    provider,
    title,
    kind: (isFactual(integration) ? integration.kind : undefined) ?? 'generic',
    isInstance,
    waysIn: waysInOf(topic),
    signed: isFactual(integration) ? coverageOf(integration.scheme) : 'by the provider’s own code',
    checkedBy: verifierOf(integration, files),
    window: windowOf(integration),
    recovery: recoveryOf(provider, lister, failures),
    variables: [
      ...variablesOf(integration, (lister ?? failures) !== undefined, files),
      ...(topic === undefined ? [] : [variableOf(provider, 'PubsubTopic')]),
      ...((lister ?? failures)?.settings ?? []).map(({ name }) => name),
    ],
    sagas: [...sagas, ...tasks].map(({ name }) => name),
    durable: durable.map(({ name }) => name).toSorted(),
    records: collectionsOf(source, files),
  };
}

/** If a message stands for no request of the provider's own, its requests are pushes of such messages. */
function waysInOf(topic: ProviderTopic | undefined): readonly WayIn[] {
  if (topic === undefined) return ['HTTPS'];
  return [topic.request === undefined ? 'push' : 'HTTPS', 'topic'];
}

function recoveryOf(provider: string, lister: AnyLister | undefined, failures: FailureList | undefined): string {
  if (lister === undefined) return failures === undefined ? '' : '`doctor` finds failures';
  const what = isStateLister(lister)
    ? `states of objects (${lister.kinds.join(', ')})`
    : lister.capabilities.tellsUndelivered === false
      ? 'all events'
      : 'undelivered events';
  return `\`${provider}-reconcile\`, hourly: ${what} of up to ${lister.capabilities.reachDays} days`;
}

function windowOf(integration: Integration<unknown>): string {
  const { toleranceSeconds } = integration;
  if (toleranceSeconds === undefined) return '';
  const ahead = isFactual(integration) ? factsOf(integration.scheme).aheadSeconds : undefined;
  return ahead === undefined ? `±${toleranceSeconds} s` : `-${toleranceSeconds} to +${ahead} s`;
}

function variablesOf(
  { provider, keySource, needsVerifyToken = false, signsUrl = false }: Integration<unknown>,
  listsEvents: boolean,
  files: Files,
): readonly string[] {
  const callsApi = files.has(`integrations/${provider}/client.ts`) || listsEvents;
  return [
    ...(keySource === undefined ? [] : [variableOf(provider, 'KeysUrl')]),
    variableOf(provider, 'WebhookSecret'),
    ...(needsVerifyToken !== false ? [variableOf(provider, 'VerifyToken')] : []),
    ...(signsUrl ? [variableOf(provider, 'WebhookUrl')] : []),
    ...(callsApi ? [variableOf(provider, 'ApiKey')] : []),
  ];
}

/** The collections that the business logic names. Those of durable sagas are in the guide. */
function collectionsOf({ sagas, tasks, durable, handlers }: ProviderSource, files: Files): readonly string[] {
  if (sagas.length + tasks.length === 0) return [];
  const ofOthers = handlers.filter(({ path }) => durable.every((saga) => saga.path !== path));
  const paths = new Set([...sagas, ...tasks, ...ofOthers].map(({ path }) => path));
  return [...new Set([...paths].flatMap((path) => collectionsIn(path, files)))].toSorted();
}
