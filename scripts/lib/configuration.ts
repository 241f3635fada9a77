import { requireSound } from '../../functions/src/core/config/config-problems.ts';
import { badConfig, type IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import { requireUsable } from '../../functions/src/core/ingest/usable.ts';
import { functionNamesOf } from '../../functions/src/core/inspect/catalog.ts';
import { deployedSagaGroup, sagaFunctionNames } from '../../functions/src/core/inspect/saga-group.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import {
  deployedId,
  environmentOf,
  installationsOf,
  tooLongIds,
  type Installation,
} from '../../ops/delivery/installations.ts';
import { userCatalog, userConfig, userDurableSagas } from '../../generator/project.ts';

/**
 * Checks the configuration of every installation as a deploy does, since the build runs no type check. To be called once
 * the code is generated.
 *
 * As at discovery, the environment is that of the dotenv files alone: an API key in the shell is the developer's own. The
 * Firebase CLI names the project that it builds for; without one, nothing is missed that the project's file may add.
 * @param root Root of the project.
 * @param warn Receives what is not a fault.
 * @returns the providers whose integrations are on in any of them.
 * @throws {IntegrationError} `bad-config` that says what to fix.
 */
export async function requireDeployable(root: string, warn: (sentence: string) => void): Promise<readonly string[]> {
  const project = process.env['GCLOUD_PROJECT'] || undefined;
  const config = await userConfig();
  const catalog = await userCatalog();
  const durableSagas = await userDurableSagas();
  const place = project === undefined ? 'local' : 'project';
  const providers = new Set<string>();
  for (const installation of installationsOf(root)) {
    const configured = config.under(environmentOf(installation, project));
    const on = requireSound(configured, Object.keys(catalog), place, warn);
    for (const settings of on) {
      const entry = Object.values(catalog).find(({ provider }) => provider === settings.provider);
      if (entry === undefined) continue;
      await requireEntry(entry, settings, { installation, region: configured.region, project }, warn);
      providers.add(settings.provider);
    }
    const sagas = deployedSagaGroup(durableSagas, on);
    if (sagas !== undefined) requireIds(sagas.provider, sagaFunctionNames(sagas), installation);
  }
  return [...providers];
}

interface Place {
  readonly installation: Installation;
  readonly region: string;
  readonly project: string | undefined;
}

async function requireEntry(
  entry: CatalogEntry,
  settings: IntegrationSettings,
  { installation, region, project }: Place,
  warn: (sentence: string) => void,
): Promise<void> {
  requireIds(entry.provider, functionNamesOf(entry), installation);
  const webhook = deployedId(entry.webhook, installation);
  requireUsable(await entry.integration(), settings, webhook, { region, project }, warn);
}

function requireIds(provider: string, names: readonly string[], installation: Installation): void {
  const [tooLong] = tooLongIds(names, installation);
  if (tooLong !== undefined) throw badConfig(provider, tooLong);
}
