import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { applyDelivery, type Outcome } from './apply.ts';
import type { DeliveryBundle } from './bundle.ts';
import { GOOGLE_CLOUD } from './capabilities.ts';
import { desiredState, functionsOf } from './desired.ts';
import { RestBodyCleanup } from './google/body-cleanup.ts';
import { DeployedFunctions } from './google/deployed-functions.ts';
import { RestExpiry } from './google/expiry.ts';
import { RestGrants } from './google/grants.ts';
import { projectNumberOf } from './google/projects.ts';
import { RestPubSubAdmin } from './google/pubsub-admin.ts';
import { GoogleApiError, type GoogleRest } from './google/rest.ts';
import type { Fault } from './own-subscription.ts';
import type { DeliveryPorts, Resolution } from './ports.ts';
import type { RunFacts } from './report.ts';
import type { World } from './world.ts';

/** Compares a project with the delivery policy, and mends it where the mode says so. */
export async function inspectDelivery(
  bundle: DeliveryBundle,
  { projectId, region, mode }: RunFacts,
  rest: GoogleRest,
  { endpoints }: Pick<World, 'endpoints'>,
): Promise<Outcome> {
  const triggers = new DeployedFunctions(rest, endpoints, { projectId, region });
  const ports: DeliveryPorts = {
    pubsub: new RestPubSubAdmin(rest, endpoints.pubsub),
    grants: new RestGrants(rest, endpoints.pubsub),
    expiry: new RestExpiry(rest, endpoints.firestore, projectId),
    bodies: new RestBodyCleanup(rest, endpoints.storage),
  };
  const resolutions = new Map<string, Resolution>();
  for (const name of functionsOf(bundle)) {
    const unknown = (why: string): Resolution => ({ status: 'unusable', why: `${name}: ${why}` });
    resolutions.set(name, await orFault(triggers.subscriptionOf(name), unknown));
  }
  const numberFaults: Fault[] = [];
  const projectNumber = await orFault(projectNumberOf(rest, endpoints.projects, projectId), (sentence) => {
    numberFaults.push({ kind: 'failed', sentence: `Grants of the Pub/Sub service agent: ${sentence}` });
    return undefined;
  });
  const scope = { projectId, projectNumber, resolutions, capabilities: GOOGLE_CLOUD };
  const { desired, faults } = desiredState(bundle, scope);
  const outcome = await applyDelivery(desired, ports, mode);
  return { changes: outcome.changes, faults: [...numberFaults, ...faults, ...outcome.faults] };
}

/** What Google answers, or what stands for its refusal: one thing that cannot be read does not hold up the others. */
async function orFault<T, F>(answer: Promise<T>, fault: (sentence: string) => F): Promise<T | F> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error;
    return fault(messageOf(error));
  }
}
