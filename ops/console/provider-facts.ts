import type { ProviderFacts } from '../../console/ports.ts';
import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import { scoped } from '../../functions/src/core/config/scope.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { signatureOf } from '../doctor/signature.ts';

/**
 * What the console has to know of the integrations that are on, by their names in the cloud.
 * @param catalog All integrations, on or off.
 * @param urlOf The address of a provider's endpoint; undefined for one that is off.
 */
export async function providerFacts(
  { scope, settings }: Pick<BundleConfig, 'scope' | 'settings'>,
  catalog: readonly CatalogEntry[],
  urlOf: (entry: Pick<CatalogEntry, 'provider' | 'webhook'>) => string | undefined,
): Promise<readonly ProviderFacts[]> {
  const facts = catalog.map(async (entry): Promise<ProviderFacts | undefined> => {
    const url = urlOf(entry);
    if (url === undefined) return undefined;
    const { provider, title, topic, deadLetterTopic, deadLetters, consumers } = entry;
    const signature = signatureOf(await entry.integration(), settings(provider, { secret: false }).toleranceSeconds);
    return {
      provider,
      title,
      webhook: { name: entry.webhook, url },
      topic: scoped(scope.source, topic),
      deadLetterTopic: scoped(scope.source, deadLetterTopic),
      deadLetters: scoped(scope.own, deadLetters),
      consumers: consumers.map(({ name, ...logic }) => ({
        name: scoped(scope.own, name),
        sagas: logic.sagas,
        tasks: logic.tasks,
        durable: logic.durable,
      })),
      sampleTypes: (await entry.samples()).types,
      ...(signature !== undefined && { signature }),
    };
  });
  return (await Promise.all(facts)).filter((entry) => entry !== undefined);
}
