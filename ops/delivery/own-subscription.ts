import type { Resolution } from './ports.ts';

/** Why the policy cannot be applied to something. */
export interface Fault {
  /**
   * `undeployed`: there is nothing to apply it to, yet. `absent`: nothing of an integration that is on is deployed.
   * `waiting`: letters could not be handed over to their function; they wait, and nothing is lost. `failed`: Google
   * refused, or what is there is not what a deploy leaves.
   */
  readonly kind: 'undeployed' | 'absent' | 'waiting' | 'failed';
  readonly sentence: string;
}

/** Eventarc begins the name of every subscription that it makes with this. @see https://cloud.google.com/eventarc/docs/retry-events */
export const EVENTARC_PREFIX = 'eventarc-';

/** A function that is live, and the subscription that a deploy of this bundle made for it. */
export type Live = Extract<Resolution, { readonly status: 'found' }>;

/** The live function of a resolution, or why the policy cannot be applied to it. Other people's subscriptions are left alone. */
export function liveFunction(resolution: Resolution, projectId: string): Live | Fault {
  if (resolution.status === 'undeployed') return { kind: 'undeployed', sentence: resolution.why };
  if (resolution.status === 'unusable') return { kind: 'failed', sentence: resolution.why };
  const { functionId, subscription } = resolution;
  if (subscription.startsWith(`projects/${projectId}/subscriptions/${EVENTARC_PREFIX}`)) return resolution;
  return {
    kind: 'failed',
    sentence: `Eventarc did not make ${subscription}, which is behind ${functionId}, in ${projectId}: it is left alone.`,
  };
}
