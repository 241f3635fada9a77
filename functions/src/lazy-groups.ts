import { requireSound } from './core/config/config-problems.ts';
import type { BundleConfig } from './core/config/bundle.ts';
import { warnAtDiscovery } from './discovery-environment.ts';
import { SAGAS } from './core/event/names.ts';
import { withRequiredApis } from './required-apis.ts';

/** Loads one function, by the group it is in and its name. */
export type FunctionLoaders = Readonly<Record<string, Readonly<Record<string, () => unknown>>>>;

/**
 * Defines the groups of the integrations that are on: `stripe.webhook` and so on, each a getter that loads its file when
 * it is read, so that an instance loads the one function it serves. Enumerable, since the Firebase loader lists them.
 * @param target Where to define them: `module.exports`.
 * @param sagaSources The integrations of which one has to be on for the functions of durable sagas to be there.
 * @throws {IntegrationError} `bad-config` for a configuration that cannot work.
 */
export function defineGroups(
  target: object,
  config: BundleConfig,
  loaders: FunctionLoaders,
  sagaSources: readonly string[] = [],
): void {
  const place = config.environment['FUNCTIONS_EMULATOR'] === 'true' ? 'emulator' : 'project';
  const providers = Object.keys(loaders).filter((group) => group !== SAGAS);
  const on = requireSound(config, providers, place, warnAtDiscovery).map(({ provider }) => provider);
  const groups = on.some((provider) => sagaSources.includes(provider)) ? [...on, SAGAS] : on;
  for (const name of groups) {
    Object.defineProperty(target, name, { enumerable: true, value: groupOf(loaders[name] ?? {}) });
  }
}

function groupOf(loaders: FunctionLoaders[string]): object {
  const group = {};
  for (const [name, load] of Object.entries(loaders))
    Object.defineProperty(group, name, { enumerable: true, get: () => withRequiredApis(load(), process.env) });
  return group;
}
