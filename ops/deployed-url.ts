import type { BundleConfig } from '../functions/src/core/config/bundle.ts';
import { functionUrl } from '../functions/src/core/config/public-urls.ts';
import { deployedId, installationsOf, type Installation } from './delivery/installations.ts';

/**
 * The addresses of a deployed endpoint, the one to register first: those that are configured, else the function's own.
 * @returns none for an integration that is off.
 */
export function deployedUrlsOf(
  config: Pick<BundleConfig, 'region' | 'settings'>,
  project: string,
  { provider, webhook }: { readonly provider: string; readonly webhook: string },
  installation: Pick<Installation, 'prefix'> = installationsOf()[0],
): readonly string[] {
  const { enabled, webhookUrls } = config.settings(provider);
  if (!enabled) return [];
  return webhookUrls.length > 0
    ? webhookUrls
    : [functionUrl(deployedId(webhook, installation), { region: config.region, project })];
}
