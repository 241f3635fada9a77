import { entriesOn } from '../../functions/src/core/inspect/catalog.ts';
import {
  configuredSecret,
  ownSettingFault,
  variableIn,
  type OwnSetting,
} from '../../functions/src/core/config/own-settings.ts';
import { deployedSagaGroup, type DurableSagaFacts } from '../../functions/src/core/inspect/saga-group.ts';
import { SAGAS } from '../../functions/src/core/event/names.ts';
import type { Environment } from '../../functions/src/core/config/settings.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { finding, ok, type Result } from './result.ts';
import { editSecrets, namedSecretResult, type SecretPlace } from './secrets.ts';

/** What the handlers of each provider read of the environment; those of durable sagas under `sagas`. */
export type OwnSettings = ReadonlyMap<string, readonly OwnSetting[]>;

/** What names the handlers of a bundle. */
interface Declared {
  readonly catalog: readonly CatalogEntry[];
  readonly durableSagas: DurableSagaFacts;
  readonly sagaSettings: () => Promise<readonly OwnSetting[]>;
}

/** Loads the settings that business logic declares, of the integrations that are on. */
export async function ownSettingsOf(
  { catalog, durableSagas, sagaSettings }: Declared,
  on: readonly { readonly provider: string }[],
): Promise<OwnSettings> {
  const found = new Map<string, readonly OwnSetting[]>();
  for (const entry of entriesOn(catalog, on)) found.set(entry.provider, (await entry.settings?.()) ?? []);
  if (deployedSagaGroup(durableSagas, on) !== undefined) found.set(SAGAS, await sagaSettings());
  return found;
}

/** The names in Secret Manager of the secrets that a provider's handlers read. */
export function ownSecretNames(own: OwnSettings, provider: string, environment: Environment): readonly string[] {
  return (own.get(provider) ?? []).flatMap((setting) => {
    if (setting.kind !== 'secret' || ownSettingFault(setting, environment) !== undefined) return [];
    const configured = configuredSecret(setting, environment);
    return configured.kind === 'name' ? [configured.name] : [];
  });
}

/** Looks whether settings are set and can be used, and whether secrets are there and may be read. */
export async function ownSettingResults(
  own: OwnSettings,
  environment: Environment,
  place: SecretPlace,
): Promise<readonly Result[]> {
  const settings = [...own.values()].flat();
  // Two files may read one variable in different ways.
  const distinct = [
    ...new Map(settings.map((one) => [`${one.name} ${ownSettingFault(one, environment)}`, one])).values(),
  ];
  return Promise.all(distinct.map((one) => resultOf(one, environment, place)));
}

async function resultOf(own: OwnSetting, environment: Environment, place: SecretPlace): Promise<Result> {
  const { kind, name } = own;
  const what = `${kind} ${name}`;
  const fault = ownSettingFault(own, environment);
  if (fault !== undefined) return finding(what, fault, mendOf(own, environment, place));
  if (own.kind === 'setting') {
    return ok(what, variableIn(environment, name) === undefined ? 'is not set, and has a value in the code' : 'is set');
  }
  if (place.project !== undefined && isSetTwice(name, environment)) {
    const says = `Both ${name} and ${name}_NAME are set, and only the value is read. Remove one of them.`;
    return finding(what, says, editSecrets(place));
  }
  const configured = configuredSecret(own, environment);
  if (configured.kind === 'value') return ok(what, accepted(configured.values.length));
  return namedSecretResult(what, configured.name, place, (versions) => accepted(versions.length));
}

function isSetTwice(name: string, environment: Environment): boolean {
  return variableIn(environment, name) !== undefined && variableIn(environment, `${name}_NAME`) !== undefined;
}

function accepted(count: number): string {
  return `${count === 1 ? '1 value is' : `${count} values are`} accepted`;
}

/** The command that sets it. A value that is wrong is changed where it is set. */
export function mendOf(
  { kind, name }: Pick<OwnSetting, 'kind' | 'name'>,
  environment: Environment,
  place: SecretPlace,
): string {
  const isThere = variableIn(environment, name) !== undefined;
  if (place.project === undefined) return kind === 'secret' || isThere ? editSecrets(place) : addTo('.env.local', name);
  const file = `.env.${place.project}`;
  if (isThere) return `\${EDITOR:-vi} functions/${file}`;
  // A secret in a command would stay in the shell's history; its name in Secret Manager may.
  return addTo(file, kind === 'secret' ? `${name}_NAME` : name);
}

function addTo(file: string, variable: string): string {
  return `echo '${variable}=…' >> functions/${file}`;
}
