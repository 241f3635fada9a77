import type { ProviderFacts } from '../../console/ports.ts';
import { catalog, type CatalogEntry } from '../../functions/src/generated/catalog.ts';

/**
 * What the console has to know of the integrations that are on.
 * @param urlOf The address of a provider's endpoint; undefined for one that is off.
 */
export async function providerFacts(
  urlOf: (entry: Pick<CatalogEntry, 'provider' | 'webhook'>) => string | undefined,
): Promise<readonly ProviderFacts[]> {
  const facts = Object.values(catalog).map(async (entry): Promise<ProviderFacts | undefined> => {
    const url = urlOf(entry);
    if (url === undefined) return undefined;
    const { provider, title, topic, deadLetterTopic, deadLetters, consumers } = entry;
    return {
      provider,
      title,
      webhook: { name: entry.webhook, url },
      topic,
      deadLetterTopic,
      deadLetters,
      consumers: consumers.map(({ name, sagas, tasks }) => ({ name, sagas, tasks })),
      sampleTypes: (await entry.samples()).types,
    };
  });
  return (await Promise.all(facts)).filter((entry) => entry !== undefined);
}
