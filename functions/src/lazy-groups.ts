import { requireSound } from './core/config/config-problems.ts';
import type { BundleConfig } from './core/config/bundle.ts';
import { warnAtDiscovery } from './discovery-environment.ts';
import { withRequiredApis } from './required-apis.ts';

/** Loads one function, by the group it is in and its name. */
export type FunctionLoaders = Readonly<Record<string, Readonly<Record<string, () => unknown>>>>;

/**
 * Defines the groups of the integrations that are on: `stripe.webhook` and so on, each a getter that loads its file when
 * it is read, so that an instance loads the one function it serves. Enumerable, since the Firebase loader lists them.
 * @param target Where to define them: `module.exports`.
 * @throws {IntegrationError} `bad-config` for a configuration that cannot work.
 */
export function defineGroups(target: object, config: BundleConfig, loaders: FunctionLoaders): void {
  const place = config.environment['FUNCTIONS_EMULATOR'] === 'true' ? 'emulator' : 'project';
  for (const { provider } of requireSound(config, Object.keys(loaders), place, warnAtDiscovery)) {
    const group = {};
    for (const [name, load] of Object.entries(loaders[provider] ?? {}))
      Object.defineProperty(group, name, { enumerable: true, get: () => withRequiredApis(load(), process.env) });
    Object.defineProperty(target, provider, { enumerable: true, value: group });
  }
}
