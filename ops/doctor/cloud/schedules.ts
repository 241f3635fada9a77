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

/**
 * Looks whether Cloud Scheduler calls the searches for missed events as the account that may call them. The Firebase CLI
 * gives the role to the account that a function runs as now, but leaves the job with the account that it was made with.
 * @see https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs
 */
export async function scheduleResults(
  providers: readonly string[],
  functions: readonly DeployedFunction[],
  scope: Scope,
): Promise<readonly Result[]> {
  const entryPoints = new Set(providers.map((provider) => entryPointOf(`${provider}-reconcile`)));
  const results: Result[] = [];
  for (const deployed of functions.filter(({ entryPoint }) => entryPoints.has(entryPoint))) {
    results.push(await scheduleResult(deployed, scope));
  }
  return results;
}

async function scheduleResult(
  { id, region, serviceAccount }: DeployedFunction,
  { projectId, codebase, base, rest }: Scope,
): Promise<Result> {
  const what = `schedule of ${id}`;
  // As the Firebase CLI names it.
  const job = `firebase-schedule-${id}-${region}`;
  const found = await rest.find(`${base}/projects/${projectId}/locations/${region}/jobs/${job}`);
  if (found === undefined) {
    const says = `There is no job ${job}: nothing asks for missed events.`;
    return finding(what, says, deployCommand(`${codebase}:${id}`, projectId));
  }
  const caller = textAt(objectAt(objectAt(found, 'httpTarget'), 'oidcToken'), 'serviceAccountEmail');
  if (serviceAccount === undefined || caller === serviceAccount) return ok(what, `calls as ${caller ?? 'nobody'}`);
  const says = `Cloud Scheduler calls it as ${caller ?? 'nobody'}, but only ${serviceAccount} may call it.`;
  const mend = `gcloud scheduler jobs update http ${job} --location=${region} --oidc-service-account-email=${serviceAccount} --project=${projectId}`;
  return finding(what, says, mend);
}
