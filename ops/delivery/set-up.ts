import { REQUIRED_APIS } from '../../functions/src/required-apis.ts';
import type { DeliveryBundle } from './bundle.ts';
import { projectNumberOf } from './google/projects.ts';
import { RestPubSubAdmin } from './google/pubsub-admin.ts';
import { GoogleApiError, type GoogleRest } from './google/rest.ts';
import {
  enableApi,
  isDisabled,
  makePubSubAgent,
  PUBSUB_API,
  untilEnabled,
  type Probe,
} from './google/service-usage.ts';
import { inspectDelivery, type Listing } from './inspect.ts';
import { setUpReport } from './report.ts';
import type { World } from './world.ts';

/**
 * Puts the delivery policy on everything that a deploy does not make: topics, dead-letter topics with a subscription for
 * the letters, grants, expiry, and the subscriptions of functions that are live already. No hook runs after a deploy that
 * fails, so it happens before. What cannot be done is said, and does not hold up the deploy.
 */
export async function setUpBeforeDeploy(
  bundle: DeliveryBundle,
  projectId: string,
  listing: Listing,
  rest: GoogleRest,
  world: World,
): Promise<void> {
  const [first] = bundle.integrations;
  if (first === undefined) return;
  const { endpoints, print } = world;
  const pubsub = new RestPubSubAdmin(rest, endpoints.pubsub);
  const probes: readonly Probe[] = [
    () => pubsub.topic(`projects/${projectId}/topics/${first.topic}`),
    () => projectNumberOf(rest, endpoints.projects, projectId),
    () => rest.find(`${endpoints.firestore}/projects/${projectId}/databases/${bundle.database}`),
  ];
  if (!(await isPubSubReady(probes, projectId, rest, world))) return;
  const place = { projectId, region: bundle.region, mode: 'apply' } as const;
  const { faults, ...found } = await inspectDelivery(bundle, place, rest, world, listing);
  // What the deploy is about to make is missing, of course.
  const open = faults.filter(({ kind }) => kind === 'failed' || kind === 'waiting');
  print(setUpReport(place, { ...found, faults: open }));
}

/** On a fresh project Pub/Sub is off, until somebody uses it or a first deploy enables it. */
async function isPubSubReady(
  probes: readonly Probe[],
  projectId: string,
  rest: GoogleRest,
  { endpoints, print, pause }: World,
): Promise<boolean> {
  try {
    // Google makes the account that Pub/Sub acts as when Pub/Sub is first used, which is here.
    if ((await probes[0]?.()) === undefined) await tryToMakeAgent(projectId, rest, endpoints);
    return true;
  } catch (error) {
    // Any other fault is reported by the check of the resource that has it.
    if (!isDisabled(error, PUBSUB_API)) return true;
  }
  print(`Pub/Sub is not enabled in ${projectId} yet. Enabling it; this may take a few minutes.`);
  try {
    const apis = [PUBSUB_API, ...REQUIRED_APIS.map(({ api }) => api)];
    for (const api of apis) await enableApi(rest, endpoints.serviceUsage, projectId, api);
    await untilEnabled(probes, pause);
    await makePubSubAgent(rest, endpoints.serviceUsage, projectId);
    return true;
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error;
    print(
      `It could not be enabled from here. The deploy enables it, and the delivery policy follows after the deploy.`,
    );
    return false;
  }
}

/** If it cannot be made from here, the grants to it say so, and the Firebase CLI makes it a little later. */
async function tryToMakeAgent(
  projectId: string,
  rest: GoogleRest,
  { serviceUsage }: World['endpoints'],
): Promise<void> {
  try {
    await makePubSubAgent(rest, serviceUsage, projectId);
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error;
  }
}
