import type { SagaGroup } from '../../../functions/src/core/inspect/saga-group.ts';
import { SAGA_FUNCTIONS } from '../../../functions/src/core/event/names.ts';
import { retriesLater } from '../../../functions/src/core/inspect/catalog.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { entryPointOf, type DeployedFunction } from '../../delivery/google/deployed-functions.ts';
import { objectAt, textAt } from '../../delivery/google/json.ts';
import type { GoogleRest } from '../../delivery/google/rest.ts';
import { deployCommand } from '../../firebase-cli.ts';
import { finding, ok, type Result } from '../result.ts';

interface Scope {
  readonly projectId: string;
  readonly codebase: string;
  /** The API of Cloud Scheduler. */
  readonly base: string;
  readonly rest: GoogleRest;
}

/** What is missing while Cloud Scheduler does not call a function, by the name that the bundle gives the function. */
type Scheduled = ReadonlyMap<string, string>;

/** The scheduled functions that a bundle may have, given the integrations that are on. Pure. */
export function scheduledFunctions(on: readonly CatalogEntry[], sagas: SagaGroup | undefined): Scheduled {
  const asleep = [
    ...(sagas === undefined ? [] : ['no durable saga is woken when its time comes']),
    ...(on.some(retriesLater) ? ['no event that a handler put off is handled again'] : []),
  ];
  return new Map([
    ...on.map(({ provider }) => [`${provider}-reconcile`, 'nothing asks for what was missed'] as const),
    ...(asleep.length === 0 ? [] : [[SAGA_FUNCTIONS.wake, asleep.join(', and ')] as const]),
  ]);
}

/**
 * Looks whether Cloud Scheduler calls the scheduled functions as the account that may call them. The Firebase CLI
 * gives the role to the account that a function runs as now, but leaves the job with the account that it was made with.
 * @see https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs
 */
export async function scheduleResults(
  scheduled: Scheduled,
  functions: readonly DeployedFunction[],
  scope: Scope,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [name, without] of scheduled) {
    for (const deployed of functions.filter(({ entryPoint }) => entryPoint === entryPointOf(name)))
      results.push(await scheduleResult(deployed, without, scope));
  }
  return results;
}

async function scheduleResult(
  { id, region, serviceAccount }: DeployedFunction,
  without: string,
  { projectId, codebase, base, rest }: Scope,
): Promise<Result> {
  const what = `schedule of ${id}`;
  // As the Firebase CLI names it.
  const job = `firebase-schedule-${id}-${region}`;
  const found = await rest.find(`${base}/projects/${projectId}/locations/${region}/jobs/${job}`);
  if (found === undefined) {
    const says = `There is no job ${job}: ${without}.`;
    return finding(what, says, deployCommand(`${codebase}:${id}`, projectId));
  }
  const caller = textAt(objectAt(objectAt(found, 'httpTarget'), 'oidcToken'), 'serviceAccountEmail');
  if (serviceAccount === undefined || caller === serviceAccount) return ok(what, `calls as ${caller ?? 'nobody'}`);
  const says = `Cloud Scheduler calls it as ${caller ?? 'nobody'}, but only ${serviceAccount} may call it.`;
  const mend = `gcloud scheduler jobs update http ${job} --location=${region} --oidc-service-account-email=${serviceAccount} --project=${projectId}`;
  return finding(what, says, mend);
}
