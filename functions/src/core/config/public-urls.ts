import type { WebhookFunctionOptions } from './function-options.ts';
import { badConfig, variableOf, type IntegrationSettings } from './settings.ts';

/** The parts of a deployment that determine the addresses of its functions. */
export interface FunctionPlace {
  readonly region: string;
  /** The project's id; undefined if nothing says it. */
  readonly project: string | undefined;
}

/**
 * The address that every HTTPS function has, known before it is deployed. Its Cloud Run service has a second one,
 * `https://{service}-{project number}.{region}.run.app`, which takes a look-up of the number.
 * @see https://cloud.google.com/functions/docs/calling/http
 */
export function functionUrl(name: string, { region, project }: FunctionPlace & { readonly project: string }): string {
  return `https://${region}-${project}.cloudfunctions.net/${name}`;
}

/**
 * The name of a provider's HTTPS function. A deploy may put a prefix before it, which Cloud Run's name of the service
 * shows in lower case.
 * @param service `K_SERVICE`; undefined elsewhere than on Cloud Run.
 */
export function webhookName(provider: string, service?: string): string {
  const name = `${provider}-webhook`;
  const prefix = service?.slice(0, -name.length);
  return service?.endsWith(name.toLowerCase()) ? `${prefix}${name}` : (service ?? name);
}

/** The URL of one account's endpoint: the account takes the place of `{account}`, or ends the path. */
export function urlOfAccount(url: string, account: string): string {
  // What parses URLs writes braces as %7B and %7D.
  const place = /\{account\}|%7Baccount%7D/gi;
  if (url.search(place) !== -1) return url.replace(place, account);
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(url) ?? [];
  return `${path.replace(/\/$/, '')}/${account}${rest}`;
}

/**
 * The URLs that requests may be signed for: the configured ones, or else the function's own, unless callers reach it
 * through another.
 * @param name The deployed name of the function.
 * @returns none if no URL is signed, or if the project is not known and nothing is configured.
 * @throws {IntegrationError} `bad-config` if the URL is signed, and only the operator knows it.
 */
export function publicUrlsOf(
  { provider, signsUrl }: { readonly provider: string; readonly signsUrl?: boolean },
  { webhookUrls, functions }: Pick<IntegrationSettings, 'webhookUrls' | 'functions'>,
  name: string,
  { region, project }: FunctionPlace,
): readonly string[] {
  if (webhookUrls.length > 0 || signsUrl !== true) return webhookUrls;
  if (isReachable(functions.webhook)) return project === undefined ? [] : [functionUrl(name, { region, project })];
  throw badConfig(
    provider,
    `The signature of ${provider} covers the URL, and callers reach ${name} by a gateway or a load balancer; set ${variableOf(provider, 'WebhookUrl')} to the URL that is registered at ${provider}.`,
  );
}

/** Whether providers reach a function by its own URL, rather than by a gateway or a load balancer. */
export function isReachable({ invoker = 'public', ingressSettings = 'ALLOW_ALL' }: WebhookFunctionOptions): boolean {
  return (invoker === 'public' || invoker === 'unchecked') && ingressSettings === 'ALLOW_ALL';
}
