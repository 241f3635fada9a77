import { messageOf } from '../../functions/src/core/event/error-text.ts';
import type { BundleConfig } from '../../functions/src/core/config.ts';
import type { IntegrationSettings } from '../../functions/src/core/options.ts';
import type { SecretStore } from '../../functions/src/core/ports.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { deliveryBundle } from '../delivery/bundle.ts';
import { GoogleApiError, type GoogleRest } from '../delivery/google/rest.ts';
import { listingOf } from '../delivery/inspect.ts';
import type { World } from '../delivery/world.ts';
import { EXIT, Failure } from '../exit.ts';
import { clockResult } from './clock.ts';
import { bucketResults } from './cloud/bucket.ts';
import { deliveryResults } from './cloud/delivery.ts';
import { firestoreResults } from './cloud/firestore.ts';
import { permissionResults } from './cloud/permissions.ts';
import { serviceAccountResults } from './cloud/service-account.ts';
import { readConfiguration } from './configuration.ts';
import { generatedResult } from './generated.ts';
import { localStateResult } from './local.ts';
import { nodeResult } from './node.ts';
import { publicUrlResults } from './public-url.ts';
import { finding, unknown, type Result } from './result.ts';
import { secretResults } from './secrets.ts';

/** What is examined, and through what. */
export interface Examination {
  /** The deployed project; undefined for this machine. */
  readonly project: string | undefined;
  readonly config: BundleConfig;
  readonly catalog: readonly CatalogEntry[];
  readonly secrets: SecretStore;
  readonly google: Pick<World, 'connect' | 'endpoints' | 'now'>;
  /** The server whose clock is the right one. */
  readonly clockUrl: string;
  /** Root of the project's files. */
  readonly root: string;
  readonly stateDir: string;
}

/** Looks at everything that the service needs, here or in a deployed project. */
export async function examine(examination: Examination): Promise<readonly Result[]> {
  const { project, config, catalog, root, stateDir, clockUrl } = examination;
  const providers = catalog.map(({ provider }) => provider);
  const configuration = readConfiguration({ project, config, providers, root });
  const { on } = configuration;
  return [
    nodeResult(process.versions.node),
    generatedResult(root),
    await clockResult(clockUrl),
    ...configuration.results,
    ...(await integrationResults(on, examination)),
    ...(project === undefined ? [localStateResult(stateDir)] : await cloudResults(on, project, examination)),
  ];
}

async function integrationResults(
  on: readonly IntegrationSettings[],
  examination: Examination,
): Promise<readonly Result[]> {
  const { project, config, catalog } = examination;
  const results: Result[] = [];
  for (const settings of on) {
    const entry = catalog.find(({ provider }) => provider === settings.provider);
    if (entry === undefined) continue;
    const integration = await entry.integration();
    results.push(...(await secretResults(integration, settings, examination)));
    results.push(...publicUrlResults(integration, settings, entry.webhook, { region: config.region, project }));
  }
  return results;
}

async function cloudResults(
  on: readonly IntegrationSettings[],
  projectId: string,
  { config, catalog, google }: Examination,
): Promise<readonly Result[]> {
  const rest = await connected(google, projectId);
  if ('status' in rest) return [rest];
  const { endpoints } = google;
  const isOn = ({ provider }: CatalogEntry) => on.some((settings) => settings.provider === provider);
  const deployed = catalog.filter(isOn);
  const bundle = deliveryBundle(config, deployed);
  const listing = await listingOf(bundle, projectId, rest, endpoints);
  const looks: Readonly<Record<string, () => Promise<readonly Result[]>>> = {
    'your permissions': () => permissionResults(rest, endpoints.projects, projectId),
    'bucket for large events': () => {
      const { bucket, region } = bundle;
      return bucketResults(on, deployed, { projectId, region, bucket, rest, endpoints });
    },
    Firestore: () => firestoreResults(bundle, projectId, rest, endpoints.firestore),
    ...(listing instanceof GoogleApiError
      ? { 'deployed functions': () => Promise.reject(listing) }
      : {
          'delivery policy': () => deliveryResults(bundle, projectId, listing, rest, google),
          'service account': () =>
            serviceAccountResults(on, deployed, { projectId, deployment: listing, rest, endpoints }),
        }),
  };
  const results: Result[] = [];
  for (const [what, look] of Object.entries(looks)) results.push(...(await orUnknown(what, look)));
  return results;
}

async function connected(google: Examination['google'], projectId: string): Promise<GoogleRest | Result> {
  try {
    return await google.connect(projectId);
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode !== EXIT.noCredentials) throw error;
    const says = 'There are none here, so that the project could not be looked at.';
    return finding('Google credentials', says, 'gcloud auth application-default login');
  }
}

/** What Google refuses to show is told, and holds up nothing else. */
async function orUnknown(what: string, look: () => Promise<readonly Result[]>): Promise<readonly Result[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error;
    return [unknown(what, messageOf(error))];
  }
}
