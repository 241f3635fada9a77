import { existsSync } from 'node:fs';
import { examineConfig } from '../../../functions/src/core/config/config-problems.ts';
import { deployedSagaGroup } from '../../../functions/src/core/inspect/saga-group.ts';
import type { Environment, IntegrationSettings } from '../../../functions/src/core/config/settings.ts';
import type { SecretStore } from '../../../functions/src/core/ports.ts';
import { stateFileIn } from '../../../local/database.ts';
import { LOOPBACK } from '../../../local/host/listen.ts';
import { loadFaults } from '../../../local/loading/check.ts';
import { enableIntegrations } from '../../../local/integrations.ts';
import { EnvironmentSecrets, MadeSecrets } from '../../../local/secrets.ts';
import { loadEnvironment, localSettings } from '../../../local/settings.ts';
import { secretsOfAccounts } from '../../accounts/shared-secret.ts';
import { configurationsFor, sharedNames } from '../../delivery/bundle.ts';
import { installationsOf } from '../../delivery/installations.ts';
import { merged, type Examined } from '../../doctor/installations.ts';
import { finding, type Result } from '../../doctor/result.ts';
import { worldOf } from '../../delivery/world.ts';
import { examine } from '../../doctor/doctor.ts';
import { textReport } from '../../doctor/report.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { commandLog } from '../command-log.ts';
import { openPlace } from '../open-place.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import { ROOT, userCatalog, userConfig, userDurableSagas, userSagaSettings } from '../../../generator/project.ts';

/** Google's front end, whose clock Google keeps. */
const GOOGLE = 'https://www.googleapis.com/';

const USAGE = `Checks everything that the service needs, and prints the command that fixes each finding.

  npx integrations doctor
  npx integrations doctor --project my-project

Here: Node, generated code, configuration, business logic, secrets, local state, types of events that nobody handles;
nothing goes over the network. In a project also: the clock, your permissions, Firestore with its indexes, topics, subscriptions and their policy, what the
functions' own accounts may do, and whom Cloud Scheduler calls as.

${COMMON_USAGE.project}
${COMMON_USAGE.json}

Exits with 1 if there is a finding. Changes nothing.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, { json: COMMON.json, project: COMMON.project });
    requireNoMore(positionals);
    const { project } = values;
    const { stateDir, secrets, environment } = project === undefined ? await here() : await there(project);
    const catalog = await userCatalog();
    const examination = {
      project,
      catalog: Object.values(catalog),
      durableSagas: await userDurableSagas(),
      sagaSettings: userSagaSettings,
      secrets,
      google: worldOf(terminal),
      clockUrl: emulatorUrl() ?? GOOGLE,
      root: ROOT,
      stateDir,
      load: loadFaults,
    };
    const examined: Examined[] = [];
    for (const { installation, config } of await configurationsOf(project, environment)) {
      const accountSecrets = async (settings: IntegrationSettings, isWhole: boolean) => {
        if (project === undefined && !existsSync(stateFileIn(stateDir))) return [];
        await using place = await openPlace({ project, codebase: installation.codebase });
        return secretsOfAccounts(place.ports, settings, isWhole);
      };
      examined.push({ installation, results: await examine({ ...examination, config, installation, accountSecrets }) });
    }
    const results = [...merged(examined, ROOT), ...(project === undefined ? [] : await namesResults(project))];
    const findings = results.filter(({ status }) => status === 'finding').length;
    terminal.print(values.json ? JSON.stringify({ findings, results }) : textReport(results, terminal));
    return findings === 0 ? EXIT.done : EXIT.notDone;
  },
};

interface Surroundings {
  readonly stateDir: string;
  readonly secrets: SecretStore;
  /** As the operator set it, without the secrets that were made for local use. */
  readonly environment: Environment;
}

/** What the local host would see. Looking does not make the secrets that it would make. */
async function here(): Promise<Surroundings> {
  const project = loadEnvironment(ROOT);
  const { stateDir, port } = localSettings(ROOT, project);
  const environment = { ...process.env };
  if (existsSync(stateFileIn(stateDir))) {
    const config = await userConfig();
    const urlOf = (provider: string) => `http://${LOOPBACK}:${port}/${project}/${config.region}/${provider}-webhook`;
    // A fault in one of them is a separate finding.
    await enableIntegrations(config, new MadeSecrets(stateDir), urlOf).catch(() => undefined);
  }
  return { stateDir, secrets: new EnvironmentSecrets(), environment };
}

/** What is examined: on this machine the bundle as it is, in a project each of its installations. */
async function configurationsOf(project: string | undefined, environment: Environment) {
  if (project !== undefined) return (await configurationsFor(project)).configs;
  const config = await userConfig();
  return [{ installation: installationsOf()[0], config: { ...config, environment } }];
}

/** Looks whether installations take each other's events. */
async function namesResults(project: string): Promise<readonly Result[]> {
  const { configs, catalog, durableSagas } = await configurationsFor(project);
  const named = configs.map(({ installation: { codebase }, config }) => {
    const { on } = examineConfig(config, Object.keys(catalog), 'project');
    const sagas = deployedSagaGroup(durableSagas, on);
    return { codebase, scope: config.scope, integrations: sagas === undefined ? on : [...on, sagas] };
  });
  return sharedNames(named).map((sentence) => finding('installations', sentence, '${EDITOR:-vi} firebase.json'));
}

async function there(project: string): Promise<Surroundings> {
  process.env['GCLOUD_PROJECT'] = project;
  const { GrpcSecretManager } = await import('../../../functions/src/gcp/secret-manager/grpc-secret-manager.ts');
  const { SecretManagerStore } = await import('../../../functions/src/gcp/secret-manager/secret-manager-store.ts');
  const secrets = new SecretManagerStore(commandLog(), new GrpcSecretManager());
  return { stateDir: '', secrets, environment: process.env };
}

function emulatorUrl(): string | undefined {
  const host = process.env['PUBSUB_EMULATOR_HOST'];
  return host ? `http://${host}/` : undefined;
}
