import type { ConsolePorts } from '../../console/ports.ts';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { RestError } from '../../functions/src/gcp/rest/google-rest.ts';
import { parkedMessages } from '../../functions/src/core/letters/wake-parked.ts';
import { FirestoreInspection } from '../../functions/src/gcp/firestore/inspection.ts';
import { isEmulated } from '../cli/cloud-place.ts';
import type { Place } from '../cli/place.ts';
import { deliveryBundle } from '../delivery/bundle.ts';
import { backlogOf, oldestUnackedSecondsOf } from '../delivery/google/backlog.ts';
import { defaultCredentials } from '../delivery/google/credentials.ts';
import { DeployedFunctions } from '../delivery/google/deployed-functions.ts';
import { RestPubSubAdmin } from '../delivery/google/pubsub-admin.ts';
import { GOOGLE_ENDPOINTS, GoogleApiError, GoogleRest } from '../delivery/google/rest.ts';
import { SkippedEventsMetric } from '../delivery/google/skipped-events.ts';
import { deployedUrlsOf } from '../deployed-url.ts';
import { readCatalogue, readIntegrations } from './catalogue.ts';
import { RetainedEnvelopes } from './cloud-envelopes.ts';
import { CloudSubscriptions, type SubscriptionSources } from './cloud-subscriptions.ts';
import { logsUrlOf } from './logs-url.ts';
import { providerFacts } from './provider-facts.ts';
import { sagaPorts } from './saga-ports.ts';
import { userCatalog, userDurableSagas } from '../../generator/project.ts';

/**
 * The console's ports over a deployed project.
 * @param write Whether it may redrive and replay; it only reads otherwise.
 */
export async function cloudConsolePorts(place: Place, project: string, write: boolean): Promise<ConsolePorts> {
  const { config, ports, events, installation } = place;
  const { store } = ports;
  const inspection = new FirestoreInspection(config);
  const providers = await providerFacts(
    config,
    Object.values(await userCatalog()),
    (entry) => deployedUrlsOf(config, project, entry, installation)[0],
  );
  const sagas = sagaPorts({ config, sagas: await userDurableSagas(), on: providers }, ports);
  return {
    mode: 'cloud',
    project,
    providers,
    events,
    records: {
      list: (collection, page) => store.list(collection, page),
      get: (collection, id) => store.get(collection, id),
      collections: () => inspection.collections(),
    },
    letters: inspection,
    issues: inspection,
    parked: (limit) => parkedMessages(ports, limit),
    totals: inspection,
    search: false,
    ...(!isEmulated() && { pauses: place.pauses }),
    envelopes: RetainedEnvelopes.of(config),
    subscriptions: new CloudSubscriptions(await subscriptionSources(place, project)),
    ...(!isEmulated() && { skipped: await skippedIn(project) }),
    catalogue: readCatalogue,
    integrations: () => readIntegrations(),
    explain: sentenceOf,
    logsUrl: (eventId, consumer) => logsUrlOf(project, eventId, consumer),
    ...(sagas !== undefined && { sagas }),
    ...(write && { recovery: ports }),
  };
}

async function skippedIn(projectId: string): Promise<SkippedEventsMetric> {
  const rest = new GoogleRest({ headers: await defaultCredentials(projectId) });
  return new SkippedEventsMetric(rest, GOOGLE_ENDPOINTS.monitoring, { projectId, now: () => new Date() });
}

async function subscriptionSources({ config, installation }: Place, projectId: string): Promise<SubscriptionSources> {
  const bundle = deliveryBundle(config, Object.values(await userCatalog()), installation, await userDurableSagas());
  if (isEmulated()) {
    const rest = new GoogleRest({ headers: async () => new Headers() });
    return { projectId, bundle, pubsub: new RestPubSubAdmin(rest, `http://${process.env['PUBSUB_EMULATOR_HOST']}/v1`) };
  }
  const rest = new GoogleRest({ headers: await defaultCredentials(projectId) });
  const { monitoring } = GOOGLE_ENDPOINTS;
  const measured = (subscription: string) => ({ projectId, subscription, now: new Date() });
  return {
    projectId,
    bundle,
    pubsub: new RestPubSubAdmin(rest, GOOGLE_ENDPOINTS.pubsub),
    functions: new DeployedFunctions(rest, GOOGLE_ENDPOINTS, projectId),
    measurements: {
      backlog: (subscription) => backlogOf(rest, monitoring, measured(subscription)),
      oldestUnackedSeconds: (subscription) => oldestUnackedSecondsOf(rest, monitoring, measured(subscription)),
    },
  };
}

/** What Google refuses, or does not answer in time, is for the operator to know: a role that is missing, an API that is off. */
function sentenceOf(error: unknown): string | undefined {
  if (error instanceof RestError && error.status === 'FAILED_PRECONDITION') {
    return 'Firestore has no index for this search: one that it makes by itself was switched off. npx integrations doctor names it.';
  }
  // A status of gRPC's or of HTTP's, by which client it was asked.
  const isRefusal = error instanceof Error && 'code' in error && typeof error.code === 'number';
  const isLate = error instanceof Error && /did not answer within|did not accept/.test(error.message);
  return error instanceof GoogleApiError || isRefusal || isLate ? `Google Cloud: ${messageOf(error)}` : undefined;
}
