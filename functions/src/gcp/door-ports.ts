import { NoBucketError } from '../core/event/large-event.ts';
import { systemClock, type DoorPorts } from '../core/ports.ts';
import type { Logger } from '../core/telemetry/logger.ts';
import { appliedConfig } from '../core/config/bundle.ts';
import { CloudStorageBlobs } from './cloud-storage-blobs.ts';
import { cloudLogger } from './logger.ts';
import { projectId } from './project.ts';
import { RestPublisher } from './pubsub/rest-publisher.ts';
import { RestSecretManager } from './secret-manager/rest-secret-manager.ts';
import { SecretManagerStore } from './secret-manager/secret-manager-store.ts';
import { configuredTracer } from './tracing/tracing.ts';

/** Google Cloud's ports of the way in. Each client is loaded by the first call that needs it, and by nothing else. */
export function googleCloudDoorPorts(log: Logger = cloudLogger()): DoorPorts {
  return {
    publisher: new RestPublisher(appliedConfig().scope),
    secrets: new SecretManagerStore(log, new RestSecretManager()),
    blobs: new CloudStorageBlobs(bucket, appliedConfig().scope.source),
    log,
    clock: systemClock,
  };
}

/** The ports of a deployed webhook function: Google Cloud's, traced if tracing is on. */
export function deployedDoorPorts(): Promise<DoorPorts> {
  return traced(googleCloudDoorPorts());
}

/** Adds the tracer if tracing is on. */
export async function traced<Given extends DoorPorts>(ports: Given): Promise<Given> {
  const tracer = await configuredTracer(process.env, ports.log, appliedConfig().scope.source);
  return { ...ports, ...(tracer !== undefined && { tracer }) };
}

/** Never the project's default bucket: there the Storage rules of the user's app decide who may read. */
async function bucket() {
  const name = appliedConfig().bucket;
  if (name === undefined) throw new NoBucketError();
  const { Storage } = await import('@google-cloud/storage');
  const project = projectId();
  return new Storage({ ...(project !== undefined && { projectId: project }) }).bucket(name);
}
