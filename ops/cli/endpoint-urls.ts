import { isReachable, publicUrlsOf } from '../../functions/src/core/config/public-urls.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { ROOT, userConfig } from '../../generator/project.ts';
import { LOOPBACK } from '../../local/host/listen.ts';
import { loadEnvironment, localSettings } from '../../local/settings.ts';
import { configurationsFor } from '../delivery/bundle.ts';
import { deployedId } from '../delivery/installations.ts';
import { deployedUrlsOf } from '../deployed-url.ts';
import type { Place } from './place.ts';

/** The addresses of one endpoint. */
export interface EndpointUrls {
  readonly of: string;
  /** Which of several installations it is of. */
  readonly codebase?: string;
  /** The one to register, and what else is accepted where the URL is signed. */
  readonly all: readonly [string, ...string[]];
  readonly signs: boolean;
  /** Whether providers cannot reach the function itself, and the URL that they can reach is not configured. */
  readonly isBehindGateway: boolean;
}

/** The addresses of endpoints: on this machine, or in a project, where only the integrations that are on have some. */
export function endpointUrls(
  entries: readonly CatalogEntry[],
  project: string | undefined,
): Promise<readonly EndpointUrls[]> {
  return project === undefined ? localUrls(entries) : deployedUrls(entries, project);
}

/** The addresses of an endpoint in one installation; undefined if the provider is not on there. */
export async function endpointOf(
  entry: CatalogEntry,
  { project, installation }: Pick<Place, 'project' | 'installation'>,
): Promise<EndpointUrls | undefined> {
  const urls = await endpointUrls([entry], project);
  return urls.find(({ codebase }) => codebase === undefined || codebase === installation?.codebase);
}

async function localUrls(entries: readonly CatalogEntry[]): Promise<readonly EndpointUrls[]> {
  const project = loadEnvironment(ROOT);
  const { port } = localSettings(ROOT, project);
  const config = await userConfig();
  return entries.map(({ provider, webhook }) => ({
    of: provider,
    all: [`http://${LOOPBACK}:${port}/${project}/${config.region}/${webhook}`],
    signs: false,
    isBehindGateway: false,
  }));
}

async function deployedUrls(entries: readonly CatalogEntry[], project: string): Promise<readonly EndpointUrls[]> {
  const { configs } = await configurationsFor(project);
  const urls: EndpointUrls[] = [];
  for (const { installation, config } of configs) {
    for (const entry of entries) {
      const [url, ...others] = deployedUrlsOf(config, project, entry, installation);
      if (url === undefined) continue;
      const integration = await entry.integration();
      // Refuses an address that the provider cannot sign for.
      const name = deployedId(entry.webhook, installation);
      const settings = config.settings(entry.provider);
      publicUrlsOf(integration, settings, name, { region: config.region, project });
      urls.push({
        of: entry.provider,
        ...(configs.length > 1 && { codebase: installation.codebase }),
        all: [url, ...others],
        signs: integration.signsUrl === true,
        isBehindGateway: settings.webhookUrls.length === 0 && !isReachable(settings.functions.webhook),
      });
    }
  }
  return urls;
}
