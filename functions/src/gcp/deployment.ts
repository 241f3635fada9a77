import { deployedOptions } from '../core/config/deployed-options.ts';
import type { FunctionOptions } from '../core/config/function-options.ts';
import { badConfig } from '../core/config/settings.ts';
import { appliedConfig } from '../core/config/bundle.ts';
import { projectId } from './project.ts';

/**
 * The options of one function, for firebase-functions: the configured region, the defaults of its kind, and over them
 * what is configured.
 * @throws {IntegrationError} `bad-config` for options that cannot work together.
 */
export function deployment<Defaults extends FunctionOptions, Configured extends FunctionOptions>(
  { name, provider }: { readonly name: string; readonly provider: string },
  defaults: Defaults,
  configured: Configured,
): { readonly region: string } & Defaults & Configured {
  const options = deployedOptions(defaults, configured, (conflict) =>
    badConfig(provider, `${name} cannot be deployed: ${conflict}.`),
  );
  const { serviceAccount } = options;
  return {
    region: appliedConfig().region,
    ...options,
    ...(serviceAccount !== undefined && { serviceAccount: inFull(serviceAccount) }),
  };
}

/** The Firebase CLI completes a short address too, but hands it to Cloud Scheduler as it is. */
export function inFull(serviceAccount: string): string {
  const project = projectId();
  const isShort = serviceAccount.endsWith('@') && project !== undefined;
  return isShort ? `${serviceAccount}${project}.iam.gserviceaccount.com` : serviceAccount;
}
