import { GoogleApiError, type GoogleRest } from './rest.ts';

export const PUBSUB_API = 'pubsub.googleapis.com';
const POLL_MS = 5_000;
/** Google says that enabling an API may take a few minutes to reach every server. */
const MOST_POLLS = 36;

/** How to wait. */
export type Pause = (ms: number) => Promise<unknown>;

/** Whether a request failed because the project has not enabled an API. */
export function isDisabled(error: unknown, api?: string): error is GoogleApiError & { readonly disabledApi: string } {
  if (!(error instanceof GoogleApiError) || error.disabledApi === undefined) return false;
  return api === undefined || error.disabledApi === api;
}

/**
 * Enables APIs of a project. They answer some seconds to minutes later.
 * @param apis At most 20.
 * @throws {GoogleApiError} 403 if the caller may not enable them.
 * @see https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchEnable
 */
export async function enableApis(
  rest: GoogleRest,
  base: string,
  projectId: string,
  apis: readonly string[],
): Promise<void> {
  await rest.send('POST', `${base}/v1/projects/${projectId}/services:batchEnable`, { serviceIds: apis });
}

/**
 * Has Google make the account that Pub/Sub acts as in a project. Without it nothing can be granted to it.
 * @throws {GoogleApiError}
 * @see https://cloud.google.com/iam/docs/create-service-agents
 */
export async function makePubSubAgent(rest: GoogleRest, base: string, projectId: string): Promise<void> {
  await rest.send('POST', `${base}/v1beta1/projects/${projectId}/services/${PUBSUB_API}:generateServiceIdentity`);
}

/**
 * Waits until an API that was enabled answers, whatever it answers.
 * @param probe Asks it something.
 * @throws {GoogleApiError} if it is still off after three minutes.
 */
export async function untilEnabled(probe: () => Promise<unknown>, pause: Pause): Promise<void> {
  for (let poll = 1; ; poll++) {
    try {
      await probe();
      return;
    } catch (error) {
      if (!isDisabled(error)) return;
      if (poll === MOST_POLLS) throw error;
      await pause(POLL_MS);
    }
  }
}
