import type { BundleConfig } from './core/config.ts';
import { withRequiredApis } from './required-apis.ts';

/** Loads one function, by the group it is in and its name. */
export type FunctionLoaders = Readonly<Record<string, Readonly<Record<string, () => unknown>>>>;

/**
 * Defines the groups of the integrations that are on: `stripe.webhook` and so on, each a getter that loads its file when
 * it is read, so that an instance loads the one function it serves. Enumerable, since the Firebase loader lists them.
 * @param target Where to define them: `module.exports`.
 * @throws {IntegrationError} `bad-config` for an integration that is on but wrong.
 */
export function defineGroups(target: object, config: Pick<BundleConfig, 'settings'>, loaders: FunctionLoaders): void {
  for (const [provider, functions] of Object.entries(loaders)) {
    if (!config.settings(provider).enabled) continue;
    const group = {};
    for (const [name, load] of Object.entries(functions))
      Object.defineProperty(group, name, { enumerable: true, get: () => withRequiredApis(load(), process.env) });
    Object.defineProperty(target, provider, { enumerable: true, value: group });
  }
}
