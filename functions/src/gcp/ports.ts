import type { Ports } from '../core/ports.ts';
import type { Logger } from '../core/telemetry/logger.ts';
import { appliedConfig } from '../core/config/bundle.ts';
import { googleCloudDoorPorts, traced } from './door-ports.ts';
import { FirestoreStore } from './firestore/store.ts';
import { cloudLogger } from './logger.ts';

/** Google Cloud's ports. Each client is loaded by the first call that needs it, and by nothing else. */
export function googleCloudPorts(log: Logger = cloudLogger()): Ports {
  return { ...googleCloudDoorPorts(log), store: new FirestoreStore(appliedConfig()) };
}

/** The ports of a deployed function: Google Cloud's, traced if tracing is on. */
export function deployedPorts(): Promise<Ports> {
  return traced(googleCloudPorts());
}
