import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { examineConfig, type ConfigProblem } from '../../functions/src/core/config/config-problems.ts';
import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import { hasWayIn, variableOf, type IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import { requireTopics } from '../../functions/src/core/config/pubsub-topic.ts';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { dotenvFiles } from '../../functions/src/discovery-environment.ts';
import { finding, ok, warning, type Result } from './result.ts';

/** Where the configuration is for. */
export interface Setting {
  /** The deployed project; undefined on this machine. */
  readonly project: string | undefined;
  readonly config: Pick<BundleConfig, 'options' | 'environment' | 'settings' | 'scope'>;
  readonly providers: readonly string[];
  /** Those of them that publish to a topic of theirs. */
  readonly publishing: readonly string[];
  /** Root of the project's files. */
  readonly root: string;
}

/** What the configuration says, and what is wrong with it. */
export interface Configuration {
  readonly results: readonly Result[];
  /** The settings of the integrations that are on. */
  readonly on: readonly IntegrationSettings[];
}

/** Examines the configuration as a start does. */
export function readConfiguration(setting: Setting): Configuration {
  const { project, config, providers, publishing } = setting;
  const { problems: found, on } = examineConfig(config, providers, project === undefined ? 'local' : 'project');
  const problems = [...found, ...on.flatMap((settings) => topicProblems(settings, { publishing, project }))];
  const faults = problems.filter(({ kind }) => kind === 'fault').length;
  return {
    results: [...problems.map((problem) => resultOf(problem, setting)), ...summary(setting, on, faults)],
    // The others have no secret yet: the local host makes it at its first start.
    on: on.filter(hasWayIn),
  };
}

/** What is wrong with the topic of a provider, as a start would say. */
function topicProblems(
  settings: IntegrationSettings,
  place: Pick<Setting, 'publishing' | 'project'>,
): readonly ConfigProblem[] {
  const { provider } = settings;
  try {
    requireTopics([settings], place);
    return [];
  } catch (error) {
    if (!IntegrationError.is(error)) throw error;
    return [{ kind: 'fault', provider, message: error.message, variable: variableOf(provider, 'PubsubTopic') }];
  }
}

function resultOf(problem: ConfigProblem, setting: Setting): Result {
  const { kind, provider, message } = problem;
  const what = provider === undefined ? 'configuration' : `${provider}: configuration`;
  return (kind === 'fault' ? finding : warning)(what, message, mendOf(problem, setting));
}

function summary({ project }: Setting, on: readonly IntegrationSettings[], faults: number): readonly Result[] {
  // On this machine every integration is on, with a secret made for it.
  if (project === undefined) return faults > 0 ? [] : [ok('configuration', 'every integration can be used here')];
  if (on.length > 0) return [ok('configuration', `on: ${on.map(({ provider }) => provider).join(', ')}`)];
  if (faults > 0) return [];
  const says = `No integration is enabled for ${project}, so nothing would be deployed.`;
  const mend = `echo 'STRIPE_WEBHOOK_SECRET_NAME=stripe-webhook-secret' >> functions/.env.${project}`;
  return [finding('configuration', says, mend)];
}

const VARIABLE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/;

/** A sentence of ours names the variable to set; one about an option is fixed in the file of options. */
function mendOf({ message, variable }: ConfigProblem, setting: Setting): string {
  if (variable !== undefined) return whereSet(variable, setting);
  // What an option takes may look like a variable.
  const missing = message.startsWith('The option') ? undefined : VARIABLE.exec(message)?.[0];
  if (missing === undefined) return '${EDITOR:-vi} functions/src/integrations.config.ts';
  const { project } = setting;
  const file = project === undefined ? '.env.local' : `.env.${project}`;
  // A secret in a command would stay in the shell's history; its name in Secret Manager may.
  const added = /_(?:SECRET|KEY)$/.test(missing) ? `${missing}_NAME` : missing;
  return `echo '${added}=…' >> functions/${file}`;
}

/** A variable that is in none of the files comes from the shell. */
function whereSet(variable: string, { project, config, root }: Setting): string {
  const place = project === undefined ? { FUNCTIONS_EMULATOR: 'true' } : { GCLOUD_PROJECT: project };
  const files = dotenvFiles({ ...config.environment, ...place });
  const file = files.find((name) => {
    const full = path.join(root, 'functions', name);
    return existsSync(full) && Object.hasOwn(parseEnv(readFileSync(full, 'utf8')), variable);
  });
  return file === undefined ? `unset ${variable}` : `\${EDITOR:-vi} functions/${file}`;
}
