import { entriesOn } from '../../../functions/src/core/inspect/catalog.ts';
import { messageOf } from '../../../functions/src/core/event/error-text.ts';
import type { BundleConfig } from '../../../functions/src/core/config/bundle.ts';
import type { IntegrationSettings } from '../../../functions/src/core/config/settings.ts';
import { deployedSagaGroup, type DurableSagaFacts } from '../../../functions/src/core/inspect/saga-group.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import type { Installation } from '../../delivery/installations.ts';
import { deliveryBundle } from '../../delivery/bundle.ts';
import { GoogleApiError, type GoogleRest } from '../../delivery/google/rest.ts';
import { listingOf } from '../../delivery/inspect.ts';
import type { World } from '../../delivery/world.ts';
import { ownSecretNames, type OwnSettings } from '../own-settings.ts';
import { SkippedEventsMetric } from '../../delivery/google/skipped-events.ts';
import { unknown, type Result } from '../result.ts';
import { consumedIn, unhandledResults } from '../unhandled.ts';
import { bucketResults } from './bucket.ts';
import { deliveryResults } from './delivery.ts';
import { exportResults } from './export.ts';
import { firestoreResults } from './firestore.ts';
import { permissionResults } from './permissions.ts';
import { providerTopicResults } from './provider-topics.ts';
import { scheduledFunctions, scheduleResults } from './schedules.ts';
import { serviceAccountResults } from './service-account.ts';

/** A deployed project, and what is configured for it. */
interface Project {
  readonly projectId: string;
  readonly config: BundleConfig;
  readonly installation: Installation;
  readonly catalog: readonly CatalogEntry[];
  readonly durableSagas: DurableSagaFacts;
  /** The settings of the integrations that are on. */
  readonly on: readonly IntegrationSettings[];
  /** What the handlers read of the environment. */
  readonly own: OwnSettings;
}

/** Looks at a deployed project. What Google refuses to show is told, and holds up nothing else. */
export async function projectResults(
  { projectId, config, installation, catalog, durableSagas, on, own }: Project,
  rest: GoogleRest,
  world: Pick<World, 'endpoints' | 'now'>,
): Promise<readonly Result[]> {
  const { endpoints } = world;
  const deployed = entriesOn(catalog, on);
  const bundle = deliveryBundle(config, deployed, installation, durableSagas);
  const sagas = deployedSagaGroup(durableSagas, on);
  const { codebase, scope } = bundle;
  const listing = await listingOf(bundle, projectId, rest, endpoints);
  const looks: Readonly<Record<string, () => Promise<readonly Result[]>>> = {
    'your permissions': () => permissionResults(rest, endpoints.projects, projectId),
    'bucket for large events': () => {
      const { bucket, region } = bundle;
      return bucketResults(on, deployed, { projectId, region, bucket, rest, endpoints });
    },
    'events that nobody handles': () => {
      const reader = new SkippedEventsMetric(rest, endpoints.monitoring, { projectId, now: world.now });
      return unhandledResults(reader, consumedIn(deployed, config), uncounted(projectId));
    },
    'topics of providers': () => providerTopicResults(on, deployed, { projectId, rest, endpoints }),
    'export to BigQuery': () => exportResults(config, deployed, bundle, { projectId, rest, endpoints }),
    Firestore: () => firestoreResults(bundle, projectId, rest, endpoints.firestore),
    ...(listing instanceof GoogleApiError
      ? { 'deployed functions': () => Promise.reject(listing) }
      : {
          'delivery policy': () => deliveryResults(bundle, projectId, listing, rest, world),
          'service account': () =>
            serviceAccountResults(on, deployed, {
              sagas,
              projectId,
              scope,
              deployment: listing,
              rest,
              endpoints,
              ownSecrets: (provider) => ownSecretNames(own, provider, config.environment),
            }),
          schedules: () => {
            const jobs = { projectId, codebase, base: endpoints.scheduler, rest };
            return scheduleResults(scheduledFunctions(deployed, sagas), listing.functions, jobs);
          },
        }),
  };
  const results: Result[] = [];
  for (const [what, look] of Object.entries(looks)) results.push(...(await orUnknown(what, look)));
  return results;
}

function uncounted(projectId: string): string {
  return `they are not counted; npx integrations monitoring install --project ${projectId} installs the metrics`;
}

async function orUnknown(what: string, look: () => Promise<readonly Result[]>): Promise<readonly Result[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error;
    return [unknown(what, messageOf(error))];
  }
}
