import { messageOf } from '../../functions/src/core/event/error-text.ts';
import type { ConsumerPause } from '../../functions/src/core/inspect/pauses.ts';
import { applyDelivery, type Mode, type Outcome } from './apply.ts';
import { measuredPause } from './pause.ts';
import type { Dropped } from './dropped-events.ts';
import type { DeliveryBundle } from './bundle.ts';
import { GOOGLE_CLOUD } from './capabilities.ts';
import { desiredState } from './desired.ts';
import { RestBodyCleanup } from './google/body-cleanup.ts';
import { DeployedFunctions, type Deployment } from './google/deployed-functions.ts';
import { RestExpiry } from './google/expiry.ts';
import { RestGrants } from './google/grants.ts';
import { RestInvokerCheck } from './google/invoker-check.ts';
import { projectNumberOf } from './google/projects.ts';
import { RestPubSubAdmin } from './google/pubsub-admin.ts';
import { GoogleApiError, orRefusal, type GoogleRest } from './google/rest.ts';
import type { Fault } from './own-subscription.ts';
import type { DeliveryPorts } from './ports.ts';
import { absences, consumerNameIn, resolveDeployed, unlisted, webhooksOf } from './resolve.ts';
import type { World } from './world.ts';

/** What is looked at. */
export interface Place {
  readonly projectId: string;
  /** Where functions are missed if they are not deployed. */
  readonly region: string;
  readonly mode: Mode;
  /** Which of several installations it is; commands about it have to name it. */
  readonly codebase?: string;
}

/** The deployed functions of a bundle's codebase, or why Google did not list them. */
export type Listing = Deployment | GoogleApiError;

/** Lists the deployed functions of a bundle's codebase. */
export async function listingOf(
  { codebase }: DeliveryBundle,
  projectId: string,
  rest: GoogleRest,
  endpoints: World['endpoints'],
): Promise<Listing> {
  return orRefusal(new DeployedFunctions(rest, endpoints, projectId).ofCodebase(codebase));
}

/** What was found, with what waits for the consumers that are paused. */
export interface Inspection extends Omit<Outcome, 'paused'> {
  readonly paused: readonly ConsumerPause[];
}

/**
 * Compares a project with the delivery policy, and fixes it if the mode says so. What Google does not show does not
 * hold up the rest.
 */
export async function inspectDelivery(
  bundle: DeliveryBundle,
  { projectId, region, mode, codebase }: Place,
  rest: GoogleRest,
  { endpoints, now }: Pick<World, 'endpoints' | 'now'>,
  listing?: Listing,
): Promise<Inspection> {
  const ports: DeliveryPorts = {
    pubsub: new RestPubSubAdmin(rest, endpoints.pubsub),
    grants: new RestGrants(rest, endpoints.pubsub),
    expiry: new RestExpiry(rest, endpoints.firestore, projectId),
    bodies: new RestBodyCleanup(rest, endpoints.storage),
    invokerCheck: new RestInvokerCheck(rest, endpoints.run),
  };
  const listed = listing ?? (await listingOf(bundle, projectId, rest, endpoints));
  const triggers = new DeployedFunctions(rest, endpoints, projectId);
  const { resolutions, listeners, integrations } =
    listed instanceof GoogleApiError
      ? unlisted(bundle, `Deployed functions: ${messageOf(listed)}`)
      : await resolveDeployed(bundle, { projectId, region }, listed, triggers);
  const missing = listed instanceof GoogleApiError ? [] : absences(bundle, region, listed);
  const number = await orRefusal(projectNumberOf(rest, endpoints.projects, projectId));
  const scope = {
    projectId,
    projectNumber: typeof number === 'string' ? number : undefined,
    resolutions,
    listeners,
    webhooks: listed instanceof GoogleApiError ? new Map() : webhooksOf(bundle, listed),
    capabilities: GOOGLE_CLOUD,
  };
  const { desired, faults } = desiredState({ ...bundle, integrations }, scope);
  const outcome = await applyDelivery(desired, ports, mode, { projectId, now: now() });
  const measuring = { rest, base: endpoints.monitoring, projectId, now: now() };
  const paused = await Promise.all(
    outcome.paused.map((one) => measuredPause({ ...one, consumer: consumerNameIn(bundle, one.consumer) }, measuring)),
  );
  const refused = typeof number === 'string' ? [] : [grantsFault(number)];
  const dropped = outcome.dropped.map((one) => withCodebase(one, codebase));
  return { ...outcome, dropped, paused, faults: [...refused, ...missing, ...distinct(faults), ...outcome.faults] };
}

function grantsFault(refusal: GoogleApiError): Fault {
  return { kind: 'failed', sentence: `Grants of the Pub/Sub service agent: ${messageOf(refusal)}` };
}

function withCodebase(dropped: Dropped, codebase: string | undefined): Dropped {
  if (dropped.replay === undefined || codebase === undefined) return dropped;
  return { ...dropped, replay: `${dropped.replay} --codebase ${codebase}` };
}

/** One sentence is said once, however many functions it is about. */
function distinct(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [fault.sentence, fault])).values()];
}
