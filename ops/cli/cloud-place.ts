import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import { LedgerEventReader } from '../../functions/src/core/inspect/ledger-event-reader.ts';
import { FirestoreInspection } from '../../functions/src/gcp/firestore/inspection.ts';
import { systemClock } from '../../functions/src/core/ports.ts';
import { GrpcSecretManager } from '../../functions/src/gcp/secret-manager/grpc-secret-manager.ts';
import { googleCloudPorts } from '../../functions/src/gcp/ports.ts';
import { PubSubPublisher } from '../../functions/src/gcp/pubsub/pubsub-publisher.ts';
import { SecretManagerStore } from '../../functions/src/gcp/secret-manager/secret-manager-store.ts';
import { PubSubTopicHistory } from '../../functions/src/gcp/pubsub/topic-history.ts';
import { deliveryBundle, loadInstallation } from '../delivery/bundle.ts';
import { CloudPauses, type PauseSources } from '../delivery/cloud-pauses.ts';
import { GOOGLE_ENDPOINTS, GoogleRest } from '../delivery/google/rest.ts';
import { LoggedVerifications } from '../delivery/google/verified-events.ts';
import { installationNamed, type Installation } from '../delivery/installations.ts';
import { defaultCredentials } from '../delivery/google/credentials.ts';
import { Failure } from '../exit.ts';
import { commandLog } from './command-log.ts';
import type { Place } from './place.ts';
import { userCatalog, userConfig, userDurableSagas } from '../../generator/project.ts';

/**
 * Opens a deployed project with the operator's own credentials. The configuration is read as a deploy to that
 * project reads it.
 * @param codebase Which installation; it may be left out if there is only one.
 * @throws {NoCredentialsError} if nobody is signed in. @throws {UsageError}
 */
export async function openCloudPlace(project: string, codebase?: string): Promise<Place> {
  process.env['GCLOUD_PROJECT'] = project;
  const installation = installationNamed(codebase);
  loadInstallation(installation, project);
  // The clients would say it late and each in its own way.
  if (!isEmulated()) await defaultCredentials(project);
  const config = await userConfig();
  // Google's own clients: a tool has no cold start to spare them.
  const publisher = new PubSubPublisher(config.scope);
  const secretManager = new GrpcSecretManager();
  const log = commandLog();
  const inspection = new FirestoreInspection(config);
  return {
    project,
    installation,
    config,
    ports: { ...googleCloudPorts(log), publisher, secrets: new SecretManagerStore(log, secretManager) },
    events: new LedgerEventReader(inspection),
    verified: { verified: async (...asked) => (await verifications(project)).verified(...asked) },
    issues: inspection,
    history: new PubSubTopicHistory({ scope: config.scope }),
    pauses: new CloudPauses(() => pauseSources(config, installation, project)),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([publisher.close(), secretManager.close()]);
    },
  };
}

/** @throws {Failure} with emulators, which do not know whose subscription is whose. */
async function pauseSources(
  config: BundleConfig,
  installation: Installation,
  projectId: string,
): Promise<PauseSources> {
  if (isEmulated()) throw new Failure('Consumers of the emulators cannot be paused: nobody knows their subscriptions.');
  return {
    projectId,
    bundle: deliveryBundle(config, Object.values(await userCatalog()), installation, await userDurableSagas()),
    rest: new GoogleRest({ headers: await defaultCredentials(projectId) }),
    endpoints: GOOGLE_ENDPOINTS,
    clock: systemClock,
  };
}

/** @throws {Failure} with emulators, which keep no log. */
async function verifications(project: string): Promise<LoggedVerifications> {
  if (isEmulated()) throw new Failure('The emulators keep no log.');
  const rest = new GoogleRest({ headers: await defaultCredentials(project) });
  return new LoggedVerifications(rest, GOOGLE_ENDPOINTS.logging, project);
}

/** Whether Google's emulators stand in for what the commands use; they ask for no credentials. */
export function isEmulated(): boolean {
  return ['PUBSUB_EMULATOR_HOST', 'FIRESTORE_EMULATOR_HOST'].every((name) => process.env[name]);
}
