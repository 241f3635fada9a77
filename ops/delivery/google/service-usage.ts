import { GoogleApiError, orRefusal, type GoogleRest } from './rest.ts';

export const PUBSUB_API = 'pubsub.googleapis.com';
const POLL_MS = 5_000;
/** Google says that it may take a few minutes until every server knows. The deploy that follows waits for it as well. */
const MOST_POLLS = 24;

/** How to wait. */
export type Pause = (ms: number) => Promise<unknown>;

/** Whether a request failed because the project has not enabled an API. */
export function isDisabled(error: unknown, api?: string): error is GoogleApiError & { readonly disabledApi: string } {
  if (!(error instanceof GoogleApiError) || error.disabledApi === undefined) return false;
  return api === undefined || error.disabledApi === api;
}

/**
 * Enables an API of a project. It answers some seconds to minutes later.
 * @throws {GoogleApiError} 403 if the caller may not enable it.
 * @see https://cloud.google.com/service-usage/docs/reference/rest/v1/services/enable
 */
export async function enableApi(rest: GoogleRest, base: string, projectId: string, api: string): Promise<void> {
  await rest.send('POST', `${base}/v1/projects/${projectId}/services/${api}:enable`);
}

/**
 * Has Google make the account that Pub/Sub acts as in a project. Without it nothing can be granted to it.
 * @throws {GoogleApiError}
 * @see https://cloud.google.com/iam/docs/create-service-agents
 */
export async function makePubSubAgent(rest: GoogleRest, base: string, projectId: string): Promise<void> {
  await rest.send('POST', `${base}/v1beta1/projects/${projectId}/services/${PUBSUB_API}:generateServiceIdentity`);
}

/** Asks an API something. */
export type Probe = () => Promise<unknown>;

/**
 * Waits until APIs that were enabled answer, whatever they answer.
 * @throws {GoogleApiError} if one is still off after two minutes.
 */
export async function untilEnabled(probes: readonly Probe[], pause: Pause): Promise<void> {
  let polls = 0;
  for (const probe of probes) {
    for (;;) {
      const refusal = await orRefusal(probe());
      if (!isDisabled(refusal)) break;
      if (++polls > MOST_POLLS) throw refusal;
      await pause(POLL_MS);
    }
  }
}
