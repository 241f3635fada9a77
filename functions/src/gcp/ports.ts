import { NoBucketError } from '../core/event/large-event.ts';
import type { Logger } from '../core/telemetry/logger.ts';
import { systemClock, type Ports } from '../core/ports.ts';
import { config } from '../integrations.config.ts';
import { CloudStorageBlobs } from './cloud-storage-blobs.ts';
import { FirestoreStore } from './firestore/store.ts';
import { cloudLogger } from './logger.ts';
import { projectId } from './project.ts';
import { RestPublisher } from './pubsub/rest-publisher.ts';
import { RestSecretManager } from './secret-manager/rest-secret-manager.ts';
import { SecretManagerStore } from './secret-manager/secret-manager-store.ts';
import { configuredTracer } from './tracing/tracing.ts';

/** Google Cloud's ports. Each client is loaded by the first call that needs it, and by nothing else. */
export function googleCloudPorts(log: Logger = cloudLogger()): Ports {
  return {
    publisher: new RestPublisher(),
    secrets: new SecretManagerStore(log, new RestSecretManager()),
    store: new FirestoreStore(config),
    blobs: new CloudStorageBlobs(bucket),
    log,
    clock: systemClock,
  };
}

/** The ports of a deployed function: Google Cloud's, traced where that is switched on. */
export async function deployedPorts(): Promise<Ports> {
  const ports = googleCloudPorts();
  const tracer = await configuredTracer(process.env, ports.log);
  return { ...ports, ...(tracer !== undefined && { tracer }) };
}

/** Never the project's default bucket: there the Storage rules of the user's app decide who may read. */
async function bucket() {
  const name = config.bucket;
  if (name === undefined) throw new NoBucketError();
  const { Storage } = await import('@google-cloud/storage');
  const project = projectId();
  return new Storage({ ...(project !== undefined && { projectId: project }) }).bucket(name);
}
