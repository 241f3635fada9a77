import { hasApiKey, type IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import type { SecretStore } from '../../functions/src/core/ports.ts';
import { serviceSource } from '../../functions/src/core/secrets/service-source.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { ownTopic } from '../connect/open-receiver.ts';
import type { Installation } from '../delivery/installations.ts';
import { deployedUrlsOf } from '../deployed-url.ts';
import { failedDeliveryResults } from './failed-deliveries.ts';
import { providerSideResults } from './provider-side.ts';
import type { Result } from './result.ts';

/** Which providers are asked, and by what. */
export interface ProviderSides {
  readonly project: string;
  readonly config: BundleConfig;
  readonly installation: Installation;
  readonly catalog: readonly CatalogEntry[];
  readonly secrets: SecretStore;
  readonly on: readonly IntegrationSettings[];
  readonly fetch?: typeof globalThis.fetch;
}

/** Looks at the webhooks that providers hold, where the API key is configured: nobody is asked for one. */
export async function providerSidesResults(sides: ProviderSides, now = new Date()): Promise<readonly Result[]> {
  const { project, config, installation, catalog, secrets, on, fetch } = sides;
  const services = serviceSource(config, { secrets });
  // Each of many accounts has its own webhook at the provider.
  const asked = on.filter((settings) => hasApiKey(settings) && settings.accounts === undefined);
  const tools = { services, ...(fetch !== undefined && { fetch }) };
  const results = asked.map(async (settings): Promise<readonly Result[]> => {
    const entry = catalog.find((one) => one.provider === settings.provider);
    const registration = await entry?.registration?.();
    const urls = entry === undefined ? [] : deployedUrlsOf(config, project, entry, installation);
    const [url] = urls;
    if (entry === undefined || url === undefined) return [];
    const topic = ownTopic({ project, config }, entry);
    const side = registration && { entry, registration, url, topic, place: ` --project ${project}` };
    const place = { project, secrets, environment: config.environment };
    return [
      ...(side === undefined ? [] : await providerSideResults(side, tools, now)),
      // What tells of single webhooks tells of their failures, too.
      ...(registration?.ways.some((way) => way.health !== undefined)
        ? []
        : await failedDeliveryResults({ entry, urls }, place, { ...tools, now })),
    ];
  });
  return (await Promise.all(results)).flat();
}
