import { requireSound } from './core/config/config-problems.ts';
import type { BundleConfig } from './core/config/bundle.ts';
import { warnAtDiscovery } from './discovery-environment.ts';
import { badConfig } from './core/config/settings.ts';
import { requireTopics } from './core/config/pubsub-topic.ts';
import { projectId } from './gcp/project.ts';
import { SAGAS } from './core/event/names.ts';
import { withRequiredApis } from './required-apis.ts';

/** Loads one function, by the group it is in and its name. */
export type FunctionLoaders = Readonly<Record<string, Readonly<Record<string, () => unknown>>>>;

/** What a build has made. */
export interface BuiltFunctions {
  readonly loaders: FunctionLoaders;
  /** The integrations of which one has to be on for the functions of durable sagas to be there. */
  readonly sagaSources?: readonly string[];
  /** The groups that it left out: those of integrations that were off. */
  readonly left?: readonly string[];
}

/**
 * Defines the groups of the integrations that are on: `stripe.webhook` and so on, each a getter that loads its file when
 * it is read, so that an instance loads the one function it serves. Enumerable, since the Firebase loader lists them.
 * @param target Where to define them: `module.exports`.
 * @throws {IntegrationError} `bad-config` for a configuration that cannot work.
 */
export function defineGroups(
  target: object,
  config: BundleConfig,
  { loaders, sagaSources = [], left = [] }: BuiltFunctions,
): void {
  const place = config.environment['FUNCTIONS_EMULATOR'] === 'true' ? 'emulator' : 'project';
  const providers = [...Object.keys(loaders), ...left].filter((group) => group !== SAGAS);
  const on = requireSound(config, providers, place, warnAtDiscovery);
  const publishing = Object.keys(loaders).filter((group) => loaders[group]?.['topic'] !== undefined);
  const project = place === 'project' ? projectId(config.environment) : undefined;
  requireTopics(on, { publishing, project });
  const names = on.map(({ provider }) => provider);
  for (const name of groupsOf(names, sagaSources)) {
    if (left.includes(name)) throw badConfig(name, NOT_BUILT);
    Object.defineProperty(target, name, { enumerable: true, value: groupOf(loaders[name] ?? {}) });
  }
}

const NOT_BUILT =
  'It is on, but was off in the project that functions/lib was built for. Run "npm run build", which builds all integrations.';

/** The groups of functions to deploy: that of each integration that is on, and that of durable sagas if one of them has any. */
export function groupsOf(on: readonly string[], sagaSources: readonly string[]): readonly string[] {
  return on.some((provider) => sagaSources.includes(provider)) ? [...on, SAGAS] : on;
}

function groupOf(loaders: FunctionLoaders[string]): object {
  const group = {};
  for (const [name, load] of Object.entries(loaders))
    Object.defineProperty(group, name, { enumerable: true, get: () => withRequiredApis(load(), process.env) });
  return group;
}
