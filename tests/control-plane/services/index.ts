import type { Handler, Handlers } from '../service.ts';
import { artifactRegistry } from './artifact-registry.ts';
import { eventarc } from './eventarc.ts';
import { documents } from './documents.ts';
import { firestoreAdmin } from './firestore-admin.ts';
import { functions } from './functions.ts';
import { monitoring } from './monitoring.ts';
import { project } from './project.ts';
import { pubsub } from './pubsub.ts';
import { run } from './run.ts';
import { scheduler } from './scheduler.ts';
import { secrets } from './secrets.ts';
import { serviceUsage } from './service-usage.ts';
import { storage } from './storage.ts';

const HANDLERS: Handlers = {
  ...artifactRegistry,
  ...documents,
  ...eventarc,
  ...firestoreAdmin,
  ...functions,
  ...monitoring,
  ...project,
  ...pubsub,
  ...run,
  ...scheduler,
  ...secrets,
  ...serviceUsage,
  ...storage,
};

/** The ids of the methods that are answered; `discovery/extract.ts` takes these from Google's documents. */
export const METHODS_IN_USE: readonly string[] = Object.keys(HANDLERS);

export function handlerOf(methodId: string): Handler | undefined {
  return HANDLERS[methodId];
}
