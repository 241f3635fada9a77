import type { Rule } from '../options/option-rules.ts';

const KINDS = ['public', 'private', 'unchecked'] as const;

/**
 * Whom Cloud Run lets call a webhook. Every request has to be signed by the provider all the same.
 *
 * - `public`: anyone, by `roles/run.invoker` for `allUsers`.
 * - a list of service accounts: these alone, such as that of an API gateway; each as its address, or `name@` for one of
 *   the project that is deployed to.
 * - `private`: nobody but those who have the role on the whole project. A deploy takes back what was granted by hand.
 * - `unchecked`: anyone, since Cloud Run does not ask who calls. For organisations that forbid `allUsers`, and for a load
 *   balancer, which has no account. `delivery apply` switches the check off, as it runs after each deploy.
 * @see https://cloud.google.com/run/docs/authenticating/public
 */
export type Invoker = (typeof KINDS)[number] | readonly string[];

/** The address of a service account, or `name@` for one of the project that is deployed to. */
export const SERVICE_ACCOUNT = /^[a-z0-9.-]+@(?:[a-z0-9.-]+\.gserviceaccount\.com)?$/;

export const INVOKER: Rule<Invoker> = {
  allows: isInvoker,
  allowed: `one of ${KINDS.join(', ')}, or a list of service accounts, each as its address or as name@`,
};

function isInvoker(value: unknown): value is Invoker {
  if (!Array.isArray(value)) return KINDS.some((kind) => kind === value);
  return value.length > 0 && value.every((one) => typeof one === 'string' && SERVICE_ACCOUNT.test(one));
}

/** What the deploy manifest says of an invoker, in the terms of the Firebase CLI. @param inFull Completes `name@`. */
export function manifestInvoker(invoker: Invoker, inFull: (serviceAccount: string) => string): string | string[] {
  // The CLI would grant the role to allUsers, which is what the organisation forbids.
  if (invoker === 'unchecked') return 'private';
  return typeof invoker === 'string' ? invoker : invoker.map(inFull);
}
