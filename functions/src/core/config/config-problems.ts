import type { BundleConfig } from './bundle.ts';
import { IntegrationError } from '../event/errors.ts';
import { isJsonObject } from '../event/json.ts';
import { levelFrom } from '../telemetry/logger.ts';
import { accountProblems } from './account-problems.ts';
import { BUNDLE_VARIABLES, misspeltVariables } from './misspelt-variables.ts';
import { bigQueryTarget } from './bigquery-options.ts';
import { BUNDLE_RULES, SCOPE_ALLOWED, VARIABLE_RULES } from './bundle-rules.ts';
import { NO_SCOPE, SCOPE_PATTERN } from './scope.ts';
import { requireRules, unknownName } from '../options/option-rules.ts';
import { isLocalTrust, LOCAL_TRUST_FAULT } from './secret-forms.ts';
import { SAGA_RULES, SETTINGS, type Setting } from './integration-options.ts';
import { badConfig, separatedSecrets, variableOf, type Environment, type IntegrationSettings } from './settings.ts';

/** Something in the configuration that cannot work, or most likely does not do what was meant. */
export interface ConfigProblem {
  /** A fault keeps the functions from starting; of a warning the operator is only told. */
  readonly kind: 'fault' | 'warning';
  /** Whom it is about; undefined for the bundle as a whole. */
  readonly provider: string | undefined;
  /** A sentence that says what to do. It quotes no value. */
  readonly message: string;
  /** The variable that is set wrongly, and has to be changed or removed where it stands. */
  readonly variable?: string;
}

/**
 * Where the configuration is for: a project; the Firebase emulators; the local host, which makes the secrets that are
 * missing. On one's own machine a secret by value may stand in for one by name.
 */
export type ConfigPlace = 'project' | 'emulator' | 'local';

type Configured = Pick<BundleConfig, 'options' | 'environment' | 'settings' | 'scope'>;

/** A configuration as it was examined. */
export interface ExaminedConfig {
  readonly problems: readonly ConfigProblem[];
  /** The settings of the integrations that are enabled and have no fault. */
  readonly on: readonly IntegrationSettings[];
}

/**
 * Looks for everything that is wrong with the configuration, as far as it shows without loading an integration.
 * @param providers All integrations and instances.
 */
export function examineConfig(config: Configured, providers: readonly string[], place: ConfigPlace): ExaminedConfig {
  const on: IntegrationSettings[] = [];
  const faults = providers.flatMap((provider) =>
    faultsIn(provider, () => {
      const settings = config.settings(provider, { secret: place !== 'local' });
      if (settings.enabled) on.push(settings);
    }),
  );
  const problems = [
    ...optionProblems(config.options, providers),
    ...scopeProblems(config),
    ...faults,
    ...(place === 'project' ? on.flatMap((settings) => conflicts(config, settings)) : []),
    ...(place === 'project' ? on.flatMap(localTrust) : []),
    ...(place === 'project' ? accountProblems(on).map(({ provider, message }) => fault(provider, message)) : []),
    ...variableProblems(config.environment, providers),
    ...blankVariables(config.environment, providers, on),
  ];
  // What holds for every function is read with the settings of each integration.
  return { on, problems: [...new Map(problems.map((problem) => [problem.message, problem])).values()] };
}

/**
 * Examines a configuration, and refuses it for a fault.
 * @param warn Receives what is not a fault.
 * @returns the settings of the integrations that are on.
 * @throws {IntegrationError} `bad-config` that names all faults, one in a line.
 */
export function requireSound(
  config: Configured,
  providers: readonly string[],
  place: ConfigPlace,
  warn: (sentence: string) => void,
): readonly IntegrationSettings[] {
  const { problems, on } = examineConfig(config, providers, place);
  for (const { kind, message } of problems) if (kind === 'warning') warn(message);
  const faults = problems.filter(({ kind }) => kind === 'fault');
  const [first] = faults;
  if (first === undefined) return on;
  throw badConfig(first.provider ?? 'bundle', faults.map(({ message }) => message).join('\n'));
}

function optionProblems(configured: unknown, providers: readonly string[]): readonly ConfigProblem[] {
  const written = isJsonObject(configured) ? configured['integrations'] : undefined;
  const unknown = Object.keys(isJsonObject(written) ? written : {}).filter((name) => !providers.includes(name));
  return [
    ...faultsIn(undefined, () =>
      requireRules(configured, BUNDLE_RULES, (sentence) =>
        badConfig('bundle', `The options of defineBundle: ${sentence}.`),
      ),
    ),
    ...sagaFaults(configured),
    ...faultsIn(undefined, () => void bigQueryTarget(configured, { region: '', scope: NO_SCOPE })),
    ...unknown.map((name) =>
      fault(undefined, `The option integrations: ${unknownName(name, providers, 'one of the integrations')}.`),
    ),
  ];
}

/** The options of durable sagas, which are few of those of an integration. */
function sagaFaults(configured: unknown): readonly ConfigProblem[] {
  const sagas = isJsonObject(configured) ? configured['sagas'] : undefined;
  if (sagas === undefined) return [];
  return faultsIn(undefined, () =>
    requireRules(sagas, SAGA_RULES, (sentence) => badConfig('bundle', `The option sagas: ${sentence}.`)),
  );
}

/** A scope that its own option or variable could not have told to be wrong. */
function scopeProblems({ scope, options: configured, environment }: Configured): readonly ConfigProblem[] {
  const isListener = isJsonObject(configured) && configured['listensTo'] !== undefined;
  if (isListener && scope.own === scope.source) {
    return [fault(undefined, 'A bundle that listens to another one needs its own scope; set the option scope.')];
  }
  const isFromKit = scope.own !== '' && scope.own === environment['FIREBASE_KIT_INSTANCE_ID'];
  if (!isFromKit || SCOPE_PATTERN.test(scope.own)) return [];
  const message = `The id of the kit instance cannot start the name of a topic; set ${BUNDLE_VARIABLES.scope} to ${SCOPE_ALLOWED}.`;
  return [fault(undefined, message)];
}

/** A deploy of a secret that was made for this machine would fail as late as the functions start. */
function localTrust({ provider, webhookSecret }: IntegrationSettings): readonly ConfigProblem[] {
  const isLocal = webhookSecret !== undefined && separatedSecrets(webhookSecret).some(isLocalTrust);
  const variable = variableOf(provider, 'WebhookSecret');
  return isLocal ? [{ ...fault(provider, `${variable} ${LOCAL_TRUST_FAULT}.`), variable }] : [];
}

/** Of each pair one alone is read, so that a change of the other one would have no effect. */
const PAIRS: readonly (readonly [read: Setting, unread: Setting])[] = [
  ['KeysUrl', 'WebhookSecret'],
  ['KeysUrl', 'WebhookSecretName'],
  ['WebhookSecret', 'WebhookSecretName'],
  ['ApiKey', 'ApiKeyName'],
];

function conflicts(config: Configured, settings: IntegrationSettings): readonly ConfigProblem[] {
  const { provider } = settings;
  const isSet: Readonly<Record<Setting, boolean>> = {
    WebhookSecret: settings.webhookSecret !== undefined,
    WebhookSecretName: settings.webhookSecretName !== undefined,
    ApiKey: settings.apiKey !== undefined,
    ApiKeyName: settings.apiKeyName !== undefined,
    KeysUrl: settings.keysUrl !== undefined,
    WebhookUrl: settings.webhookUrls.length > 0,
    VerifyToken: settings.verifyToken !== undefined,
    PubsubTopic: settings.pubsubTopic !== undefined,
  };
  return PAIRS.filter(([read, unread]) => isSet[read] && isSet[unread]).map(([read, unread]) => {
    const [kept, lost] = [placeOf(config, provider, read), placeOf(config, provider, unread)];
    const message = `${kept} and ${lost} are both set, and only the first is read; remove one.`;
    return { ...fault(provider, message), variable: variableOf(provider, unread) };
  });
}

/** Where a setting is written: as an option, else as a variable. */
function placeOf({ options: configured }: Configured, provider: string, setting: Setting): string {
  const integrations = isJsonObject(configured) ? configured['integrations'] : undefined;
  const own = isJsonObject(integrations) ? integrations[provider] : undefined;
  const name = `${provider}${setting}`;
  const isOption = isJsonObject(own) && Object.hasOwn(own, name);
  return isOption ? `${name} in integrations.config.ts` : variableOf(provider, setting);
}

/** What switches an integration on. */
const SECRETS: readonly Setting[] = ['WebhookSecret', 'WebhookSecretName', 'KeysUrl'];

/** A variable without a value counts as not set, which may switch an integration off. */
function blankVariables(
  environment: Environment,
  providers: readonly string[],
  on: readonly IntegrationSettings[],
): readonly ConfigProblem[] {
  // Most environments hold none.
  const blank = new Set(Object.keys(environment).filter((name) => environment[name]?.trim() === ''));
  if (blank.size === 0) return [];
  return providers.flatMap((provider) => {
    const isOn = on.some((settings) => settings.provider === provider);
    return SETTINGS.flatMap((setting) => {
      const name = variableOf(provider, setting);
      const isSecret = SECRETS.includes(setting);
      // One of them is enough.
      if (!blank.has(name) || (isSecret && isOn)) return [];
      const effect = isSecret ? 'and switches nothing on' : 'and counts as not set';
      const message = `${name} is empty ${effect}; give it a value, or remove it.`;
      return [{ ...warning(provider, message), variable: name }];
    });
  });
}

function variableProblems(environment: Environment, providers: readonly string[]): readonly ConfigProblem[] {
  const problems = misspeltVariables(environment, providers).map(({ name, meant, provider }) => {
    const sentence = `${name} is read by nothing; you probably mean ${meant}.`;
    // Without an API key or a topic an integration works, and another program may have a variable of such a name.
    const isOptional = /_(?:API_KEY(?:_NAME)?|PUBSUB_TOPIC)$/.test(meant);
    return { ...(isOptional ? warning(provider, sentence) : fault(provider, sentence)), variable: name };
  });
  for (const [name, rule] of Object.entries(VARIABLE_RULES)) {
    const value = environment[name];
    if (value === undefined || (rule.allows(value) && value !== '')) continue;
    const what = value.trim() === '' ? 'is set but empty; give it a value, or remove it' : `must be ${rule.allowed}`;
    problems.push({ ...fault(undefined, `${name} ${what}.`), variable: name });
  }
  const level = environment['LOG_LEVEL'];
  if (level !== undefined && levelFrom(level) !== level.toLowerCase()) {
    const message = 'LOG_LEVEL must be debug, info, warn or error; info is used.';
    problems.push({ ...warning(undefined, message), variable: 'LOG_LEVEL' });
  }
  return problems;
}

function faultsIn(provider: string | undefined, read: () => void): readonly ConfigProblem[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!IntegrationError.is(error)) throw error;
    return [fault(provider, error.message)];
  }
}

function fault(provider: string | undefined, message: string): ConfigProblem {
  return { kind: 'fault', provider, message };
}

function warning(provider: string | undefined, message: string): ConfigProblem {
  return { kind: 'warning', provider, message };
}
