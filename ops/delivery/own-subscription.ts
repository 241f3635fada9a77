import type { Resolution } from './ports.ts';

/** Why the policy cannot be applied to something. */
export interface Fault {
  /** `undeployed`: there is nothing yet to apply it to. */
  readonly kind: 'undeployed' | 'failed';
  readonly sentence: string;
}

/** Every subscription that Eventarc made itself is called so. @see https://cloud.google.com/eventarc/docs/retry-events */
const EVENTARC_PREFIX = 'eventarc-';

/**
 * The subscription behind a function, where it is one that a deploy of this bundle made; anyone else's is left alone.
 * @param resolution What was found behind the function's trigger.
 */
export function ownSubscription(
  functionName: string,
  resolution: Resolution | undefined,
  projectId: string,
): { readonly name: string } | { readonly fault: Fault } {
  const fault = (kind: Fault['kind'], sentence: string) => ({ fault: { kind, sentence } });
  if (resolution === undefined) return fault('failed', `Nobody looked for the subscription of ${functionName}.`);
  if (resolution.status === 'undeployed') return fault('undeployed', resolution.why);
  if (resolution.status === 'unusable') return fault('failed', resolution.why);
  const { subscription } = resolution;
  if (subscription.startsWith(`projects/${projectId}/subscriptions/${EVENTARC_PREFIX}`)) return { name: subscription };
  return fault(
    'failed',
    `${subscription} behind ${functionName} is not one that Eventarc made in ${projectId}: it is left alone.`,
  );
}
