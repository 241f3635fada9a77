import type { BundleConfig } from '../functions/src/core/config.ts';

/**
 * The address of a deployed endpoint; undefined for an integration that is off.
 * @see https://cloud.google.com/functions/docs/calling/http for the address that every function has
 */
export function deployedUrlOf(
  config: Pick<BundleConfig, 'region' | 'settings'>,
  project: string,
  { provider, webhook }: { readonly provider: string; readonly webhook: string },
): string | undefined {
  const { enabled, webhookUrls } = config.settings(provider);
  const [url = `https://${config.region}-${project}.cloudfunctions.net/${webhook}`] = webhookUrls;
  return enabled ? url : undefined;
}
