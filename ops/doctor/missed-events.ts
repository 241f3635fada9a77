import { ownSettingFault, variableIn } from '../../functions/src/core/config/own-settings.ts';
import {
  hasApiKey,
  variableOf,
  type Environment,
  type IntegrationSettings,
} from '../../functions/src/core/config/settings.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import type { Setting } from '../../functions/src/core/logic/setting.ts';
import { isStateLister, type AnyLister } from '../../functions/src/core/recover/state-lister.ts';
import { mendOf } from './own-settings.ts';
import { finding, ok, type Result } from './result.ts';
import type { SecretPlace } from './secrets.ts';

/** An integration that is on, as the catalogue has it and as it is configured. */
interface Listed {
  readonly entry: Pick<CatalogEntry, 'provider' | 'missedEvents' | 'objectStates'>;
  readonly settings: IntegrationSettings;
}

/**
 * Looks whether the search for missed events, or for states of objects, has what it needs. Without one of its settings, it is
 * not deployed, and nobody would notice.
 */
export async function missedEventResults(
  listed: readonly Listed[],
  environment: Environment,
  place: SecretPlace,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const { entry, settings } of listed) {
    // A provider with many accounts has no search: the API key is that of one of them.
    if (settings.accounts !== undefined) continue;
    // A file that cannot be loaded is told of elsewhere.
    const load: (() => Promise<AnyLister>) | undefined = entry.missedEvents ?? entry.objectStates;
    const lister = await load?.().catch(() => undefined);
    if (lister !== undefined) results.push(...resultsOf(lister, settings, environment, place));
  }
  return results;
}

function resultsOf(
  lister: AnyLister,
  settings: IntegrationSettings,
  environment: Environment,
  place: SecretPlace,
): readonly Result[] {
  const { provider } = settings;
  const { settings: needed = [] } = lister;
  const listed = isStateLister(lister) ? 'states of objects' : 'missed events';
  const [what, search] = [`${provider}: ${listed}`, `${provider}-reconcile`];
  const off = `${search} is off, and nothing asks for ${listed}`;
  const isSet = ({ name }: Setting<unknown>) => variableIn(environment, name) !== undefined;
  const needsKey = !(isStateLister(lister) && lister.needsNoKey === true);
  if (!needsKey && !needed.some(isSet)) return [];
  if (needsKey && !hasApiKey(settings)) {
    const key = variableOf(provider, 'ApiKey');
    return needed.filter(isSet).map(({ name }) => {
      const says = `${name} is set, but neither ${key} nor ${key}_NAME: ${off}.`;
      return finding(what, says, mendOf({ kind: 'secret', name: key }, environment, place));
    });
  }
  const faults = needed.flatMap((setting) => {
    const missing = `The API key is set, but ${setting.name} is not: ${off}. The README of ${provider} says what it holds.`;
    const fault = isSet(setting) ? ownSettingFault(setting, environment) : missing;
    return fault === undefined ? [] : [finding(what, fault, mendOf(setting, environment, place))];
  });
  return faults.length > 0 ? faults : [ok(what, `${search} asks for them`)];
}
