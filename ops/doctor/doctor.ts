import { entriesOn, functionNamesOf, publishingIn } from '../../functions/src/core/inspect/catalog.ts';
import {
  deployedSagaGroup,
  sagaFunctionNames,
  type DurableSagaFacts,
} from '../../functions/src/core/inspect/saga-group.ts';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import { hasSecret, type IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import type { OwnSetting } from '../../functions/src/core/config/own-settings.ts';
import type { SecretStore } from '../../functions/src/core/ports.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { deployedId, installationsOf, tooLongIds, type Installation } from '../delivery/installations.ts';
import { NoCredentialsError } from '../delivery/google/credentials.ts';
import type { GoogleRest } from '../delivery/google/rest.ts';
import type { World } from '../delivery/world.ts';
import { EXIT, Failure } from '../exit.ts';
import type { AccountSecret } from '../accounts/shared-secret.ts';
import { accountResults } from './accounts.ts';
import { businessLogicResults, type Load } from './business-logic.ts';
import { clockResult } from './clock.ts';
import { projectResults } from './cloud/project.ts';
import { readConfiguration } from './configuration.ts';
import { generatedResult } from './generated.ts';
import { missedEventResults } from './missed-events.ts';
import { localStateResult, localUnhandledResults } from './local.ts';
import { nodeResult } from './node.ts';
import { ownSettingResults, ownSettingsOf, type OwnSettings } from './own-settings.ts';
import { providerSidesResults } from './provider-sides.ts';
import { publicUrlResults } from './public-url.ts';
import { finding, type Result } from './result.ts';
import { consumedIn } from './unhandled.ts';
import { signatureResults } from './signature.ts';
import { secretFileResults } from './secret-files.ts';
import { secretResults } from './secrets.ts';

/** What is examined, and through what. */
export interface Examination {
  /** The deployed project; undefined for this machine, whose examination asks nobody else. */
  readonly project: string | undefined;
  readonly config: BundleConfig;
  /** How the bundle is deployed; the first installation of firebase.json by default. */
  readonly installation?: Installation;
  readonly catalog: readonly CatalogEntry[];
  /** None by default. */
  readonly durableSagas?: DurableSagaFacts;
  /** What the handlers of durable sagas read of the environment; nothing by default. */
  readonly sagaSettings?: () => Promise<readonly OwnSetting[]>;
  readonly secrets: SecretStore;
  /** Reads the secrets of the accounts that were added; left out, they are not examined. */
  readonly accountSecrets?: (settings: IntegrationSettings, isWhole: boolean) => Promise<readonly AccountSecret[]>;
  readonly google: Pick<World, 'connect' | 'endpoints' | 'now'>;
  /** The server whose clock is the right one. */
  readonly clockUrl: string;
  /** Root of the project's files. */
  readonly root: string;
  readonly stateDir: string;
  /** Loads business logic; see `local/loading/check.ts`. */
  readonly load: Load;
  /** Asks providers about their side. Tests have none. */
  readonly providerSides?: typeof providerSidesResults;
}

/** Looks at everything that the service needs, here or in a deployed project. */
export async function examine(examination: Examination): Promise<readonly Result[]> {
  const { project, config, catalog, durableSagas = {}, root, load } = examination;
  const providers = catalog.map(({ provider }) => provider);
  const { on, results } = readConfiguration({ project, config, providers, publishing: publishingIn(catalog), root });
  const integrations = await integrationsOf(on, examination);
  // On this machine all of them are on.
  const active = project === undefined ? catalog : on;
  const logic = await businessLogicResults(
    root,
    active.map(({ provider }) => provider),
    load,
  );
  const own = logic.some(({ status }) => status !== 'ok') ? NO_SETTINGS : await declared(active, examination);
  const offline = [
    nodeResult(process.versions.node),
    generatedResult(root),
    ...results,
    ...logic,
    ...(await missedEventResults(integrations, config.environment, examination)),
    ...integrations
      .filter(hasWebhook)
      .flatMap(({ integration, settings, webhook }) => [
        ...signatureResults(integration, settings.toleranceSeconds),
        ...publicUrlResults(integration, settings, webhook, { region: config.region, project }),
      ]),
  ];
  if (project === undefined) {
    const local = [localStateResult(examination.stateDir), ...secretFileResults(root)];
    const unhandled = await localUnhandledResults(examination.stateDir, consumedIn(catalog, config));
    return [...offline, ...(await secrets(integrations, own, examination)), ...local, ...unhandled];
  }
  const rest = await connected(examination.google, project);
  // Google's clients end the process if they find no credentials, so without any nothing is asked.
  if ('status' in rest) return [...offline, rest];
  const installation = installationIn(examination);
  const { secrets: store, providerSides = providerSidesResults } = examination;
  return [
    ...offline,
    ...idResults(on, installation, examination),
    await clockResult(examination.clockUrl),
    ...(await secrets(integrations, own, examination)),
    ...(await providerSides({ project, config, installation, catalog, secrets: store, on })),
    ...(await projectResults(
      { projectId: project, config, installation, catalog, durableSagas, on, own },
      rest,
      examination.google,
    )),
  ];
}

function installationIn({ installation, root }: Examination): Installation {
  return installation ?? installationsOf(root)[0];
}

/** Looks whether Cloud Functions takes the ids that the functions get. */
function idResults(
  on: readonly IntegrationSettings[],
  installation: Installation,
  { catalog, durableSagas = {} }: Examination,
): readonly Result[] {
  const sagas = deployedSagaGroup(durableSagas, on);
  const names = [
    ...entriesOn(catalog, on).flatMap(functionNamesOf),
    ...(sagas === undefined ? [] : sagaFunctionNames(sagas)),
  ];
  const sentences = tooLongIds(names, installation);
  return sentences.map((sentence) => finding('function ids', sentence, '${EDITOR:-vi} firebase.json'));
}

/** An integration that is on. */
interface On {
  readonly entry: CatalogEntry;
  readonly integration: Integration<unknown>;
  readonly settings: IntegrationSettings;
  /** Deployed name of its HTTPS function. */
  readonly webhook: string;
}

async function integrationsOf(on: readonly IntegrationSettings[], examination: Examination): Promise<readonly On[]> {
  const { project, catalog } = examination;
  const found: On[] = [];
  for (const settings of on) {
    const entry = catalog.find(({ provider }) => provider === settings.provider);
    if (entry !== undefined) {
      const webhook = project === undefined ? entry.webhook : deployedId(entry.webhook, installationIn(examination));
      found.push({ entry, integration: await entry.integration(), settings, webhook });
    }
  }
  return found;
}

/** Without a secret there is no webhook: the provider's events come by its own topic. */
function hasWebhook({ settings }: On): boolean {
  return hasSecret(settings);
}

const NO_SETTINGS: OwnSettings = new Map();

/** The settings that business logic declares. If a file cannot be loaded, a generated one is out of date, which is told. */
async function declared(
  on: readonly { readonly provider: string }[],
  { catalog, durableSagas = {}, sagaSettings = () => Promise.resolve([]) }: Examination,
): Promise<OwnSettings> {
  return ownSettingsOf({ catalog, durableSagas, sagaSettings }, on).catch(() => NO_SETTINGS);
}

async function secrets(
  integrations: readonly On[],
  own: OwnSettings,
  examination: Examination,
): Promise<readonly Result[]> {
  const results: Result[] = [...(await ownSettingResults(own, examination.config.environment, examination))];
  for (const { integration, settings } of integrations.filter(hasWebhook)) {
    const { project, accountSecrets } = examination;
    const ofAccounts = settings.accounts && (await accountSecrets?.(settings, integration.wholeSecret === true));
    if (ofAccounts !== undefined) results.push(...accountResults(settings, ofAccounts, project));
    if (settings.accounts === undefined) results.push(...(await secretResults(integration, settings, examination)));
  }
  return results;
}

async function connected(google: Examination['google'], projectId: string): Promise<GoogleRest | Result> {
  try {
    return await google.connect(projectId);
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode !== EXIT.noCredentials) throw error;
    const says = `Neither the project nor its secrets could be checked: ${messageOf(error)}`;
    const signIn = 'gcloud auth application-default login';
    const isNamed = !(error instanceof NoCredentialsError);
    return finding('Google credentials', says, isNamed ? `unset GOOGLE_APPLICATION_CREDENTIALS; ${signIn}` : signIn);
  }
}
