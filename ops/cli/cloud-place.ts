import { LedgerEventReader } from '../../functions/src/core/inspect/ledger-event-reader.ts';
import { FirestoreStore } from '../../functions/src/gcp/firestore-store.ts';
import { googleCloudPorts } from '../../functions/src/gcp/ports.ts';
import { PubSubPublisher } from '../../functions/src/gcp/pubsub-publisher.ts';
import { PubSubTopicHistory } from '../../functions/src/gcp/topic-history.ts';
import { loadProjectEnvironment } from '../delivery/bundle.ts';
import { defaultCredentials } from '../delivery/google/credentials.ts';
import { commandLog } from './command-log.ts';
import type { Place } from './place.ts';

/**
 * Opens a deployed project with the operator's own credentials. The configuration is read as a deploy to that
 * project reads it.
 * @throws {NoCredentialsError} where nobody is signed in.
 */
export async function openCloudPlace(project: string): Promise<Place> {
  process.env['GCLOUD_PROJECT'] = project;
  loadProjectEnvironment(project);
  // The clients would say it late and each in its own way.
  if (!isEmulated()) await defaultCredentials(project);
  const { config } = await import('../../functions/src/integrations.config.ts');
  // Google's own client: a tool has no cold start to spare it.
  const publisher = new PubSubPublisher();
  return {
    project,
    config,
    ports: { ...googleCloudPorts(commandLog()), publisher },
    events: new LedgerEventReader(new FirestoreStore(config)),
    history: new PubSubTopicHistory(),
    [Symbol.asyncDispose]: () => publisher.close(),
  };
}

/** Whether Google's emulators stand in for what the commands use; they ask for no credentials. */
export function isEmulated(): boolean {
  return ['PUBSUB_EMULATOR_HOST', 'FIRESTORE_EMULATOR_HOST'].every((name) => process.env[name]);
}
