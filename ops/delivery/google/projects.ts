import { textAt } from './json.ts';
import { GoogleApiError, type GoogleRest } from './rest.ts';

/** The account that Pub/Sub itself acts as in a project, as IAM names it. */
export function pubsubAccount(projectNumber: string): string {
  return `serviceAccount:service-${projectNumber}@gcp-sa-pubsub.iam.gserviceaccount.com`;
}

/**
 * The number of a project, by which Google names its own accounts in it.
 * @throws {GoogleApiError}
 * @see https://cloud.google.com/resource-manager/reference/rest/v3/projects/get
 */
export async function projectNumberOf(rest: GoogleRest, base: string, projectId: string): Promise<string> {
  const name = textAt(await rest.get(`${base}/projects/${projectId}`), 'name');
  const number = /^projects\/(\d+)$/.exec(name ?? '')?.[1];
  if (number !== undefined) return number;
  throw new GoogleApiError(200, `Google told no number for the project ${projectId}.`);
}
