import { accountOptionsOf, type AccountOptions } from '../options/account-options.ts';
import { placeFault } from './account-pattern.ts';
import { absoluteUrlsIn, isTrustworthyUrl } from './configured-urls.ts';
import { configuredFunctions, type ConfiguredFunctions } from './deployed-options.ts';
import { IntegrationError } from '../event/errors.ts';
import { variablePrefixOf } from '../event/names.ts';
import { REFERENCE_ABOVE_BYTES } from '../event/large-event.ts';
import { deliveryPolicy, type DeliveryPolicy } from './delivery-policy.ts';
import { checkedOptions, type Setting } from './integration-options.ts';
import { noApiKeyIn } from './secret-forms.ts';

/** One integration's settings, with the environment read and every value checked. */
export interface IntegrationSettings {
  readonly provider: string;
  readonly enabled: boolean;
  /** Whether this is a deployed function, which must trust nothing that was made for tests. */
  readonly isDeployed: boolean;
  /** Secrets given by value; tried in order. */
  readonly webhookSecret: string | undefined;
  /** Name of a secret in Secret Manager; with a place for the account if there are {@link accounts}. */
  readonly webhookSecretName: string | undefined;
  /** Set if each account has its own URL and its own secret. */
  readonly accounts: AccountOptions | undefined;
  /** The URL of the provider's published keys, if it has one; takes precedence over the secrets. */
  readonly keysUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly apiKeyName: string | undefined;
  /** The provider's own topic, which it publishes its events to, as it is configured. */
  readonly pubsubTopic: string | undefined;
  /** What the provider repeats in its challenge. It is part of URLs, and so of access logs: never use it as a key. */
  readonly verifyToken: string | undefined;
  /** Public URLs of the endpoint, for signatures that cover the URL. */
  readonly webhookUrls: readonly string[];
  readonly toleranceSeconds: number | undefined;
  readonly maxBytes: number | undefined;
  readonly referenceAboveBytes: number;
  readonly delivery: DeliveryPolicy;
  /** How the functions are deployed, if not by the defaults of their kind. */
  readonly functions: ConfiguredFunctions;
  /** When the provider is asked for events that it could not deliver. @see https://cloud.google.com/scheduler/docs/configuring/cron-job-schedules */
  readonly reconcileSchedule: string;
}

/** Whether requests can be verified: by a secret, by value or by name, or by keys that the provider publishes. */
export function hasSecret({
  webhookSecret,
  webhookSecretName,
  keysUrl,
}: Pick<IntegrationSettings, 'webhookSecret' | 'webhookSecretName' | 'keysUrl'>): boolean {
  return webhookSecret !== undefined || webhookSecretName !== undefined || keysUrl !== undefined;
}

/** Whether events can come in: by requests, or by the provider's own topic. */
export function hasWayIn(
  settings: Parameters<typeof hasSecret>[0] & Pick<IntegrationSettings, 'pubsubTopic'>,
): boolean {
  return settings.pubsubTopic !== undefined || hasSecret(settings);
}

/** Whether the provider's API can be asked. */
export function hasApiKey({ apiKey, apiKeyName }: Pick<IntegrationSettings, 'apiKey' | 'apiKeyName'>): boolean {
  return apiKey !== undefined || apiKeyName !== undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Cloud Run names the service in this variable, and so do the emulators. @see https://cloud.google.com/run/docs/container-contract */
function isDeployed(environment: Environment): boolean {
  return environment['K_SERVICE'] !== undefined && environment['FUNCTIONS_EMULATOR'] !== 'true';
}

/** The environment variable of a setting: `variableOf('stripe', 'WebhookSecret')` is `STRIPE_WEBHOOK_SECRET`. */
export function variableOf(provider: string, setting: Setting): string {
  return `${variablePrefixOf(provider)}_${variablePrefixOf(setting)}`;
}

/** What a caller needs of the settings. */
export interface SettingsDemand {
  /**
   * False if the integration is usable without a webhook secret: a local host makes one, and what only calls the
   * provider's API never reads it. Default: true.
   */
  readonly secret?: boolean;
}

/**
 * Reads one integration's settings: from the options, else from the environment.
 * An integration with a webhook secret, by value or by name, with a keys URL or with a topic of the provider's is on.
 * @param general What holds for the functions of every integration.
 * @throws {IntegrationError} `bad-config` that names the variable to set, when it is half configured or malformed.
 */
export function readSettings(
  provider: string,
  options: unknown,
  environment: Environment,
  general?: unknown,
  { secret: needsSecret = true }: SettingsDemand = {},
): IntegrationSettings {
  const fault = (sentence: string) => badConfig(provider, sentence);
  const optionFault = (sentence: string) => fault(`The options of ${provider}: ${sentence}.`);
  const own = checkedOptions(provider, optionFault, options);
  const byName = new Map<string, unknown>(Object.entries(own));
  const read = (setting: Setting) => {
    const written = byName.get(`${provider}${setting}`);
    const value = typeof written === 'string' ? written : environment[variableOf(provider, setting)];
    return value?.trim() || undefined;
  };
  const webhookSecret = read('WebhookSecret');
  const webhookSecretName = read('WebhookSecretName');
  const keysUrl = read('KeysUrl');
  const apiKey = read('ApiKey');
  const apiKeyName = read('ApiKeyName');
  const verifyToken = read('VerifyToken');
  const pubsubTopic = read('PubsubTopic');
  const isVerifiable = pubsubTopic !== undefined || hasSecret({ webhookSecret, webhookSecretName, keysUrl });
  const isWanted = own.enabled ?? (isVerifiable || verifyToken !== undefined || hasApiKey({ apiKey, apiKeyName }));
  if (isWanted && !isVerifiable && needsSecret) throw missingSecret(provider);
  const { webhook, consumers, referenceAboveBytes = REFERENCE_ABOVE_BYTES } = own;
  const accounts = accountOptionsOf(own.accounts, optionFault);
  const functions = configuredFunctions(provider, { general, webhook, consumers }, fault);
  return {
    provider,
    enabled: isWanted,
    isDeployed: isDeployed(environment),
    webhookSecret,
    webhookSecretName: checkedWebhookSecretName(provider, webhookSecretName, accounts !== undefined),
    accounts,
    keysUrl: checkedKeysUrl(provider, keysUrl),
    apiKey: checkedApiKey(provider, apiKey, variableOf(provider, 'ApiKey')),
    apiKeyName: checkedSecretName(provider, apiKeyName, variableOf(provider, 'ApiKeyName')),
    pubsubTopic,
    verifyToken,
    webhookUrls: urlsOf(provider, read('WebhookUrl')),
    toleranceSeconds: own.toleranceSeconds,
    maxBytes: own.maxBytes,
    referenceAboveBytes,
    delivery: deliveryPolicy(
      own.delivery,
      (sentence) => fault(`The option delivery of ${provider}: ${sentence}.`),
      functions.consumers.timeoutSeconds,
    ),
    functions,
    reconcileSchedule: own.reconcileSchedule ?? 'every 1 hours',
  };
}

/** The error of a setting that cannot work. */
export function badConfig(provider: string, message: string, options?: { cause?: unknown }): IntegrationError {
  return new IntegrationError(provider, 'bad-config', message, options);
}

/** The error of functions that lack what the generator adds for accounts. */
export function generatedWithoutAccounts(provider: string): IntegrationError {
  return badConfig(
    provider,
    `The functions of ${provider} were generated without accounts; write the option accounts out in integrations.config.ts, and run npm run generate.`,
  );
}

/** The secrets in a configured value: comma-separated and trimmed, unless it is one whole. */
export function separatedSecrets(value: string, whole = false): readonly string[] {
  return (whole ? [value] : value.split(',')).map((secret) => secret.trim());
}

/**
 * The secrets in a configured value, see {@link separatedSecrets}.
 * @throws {IntegrationError} `bad-config` for an empty element: an empty HMAC key would let anyone in.
 */
export function secretsIn(provider: string, value: string, source: string, whole = false): readonly string[] {
  const secrets = separatedSecrets(value, whole);
  if (secrets.some((secret) => secret === '')) {
    throw badConfig(provider, `${source} holds an empty secret; remove the stray comma or set a value.`);
  }
  return secrets;
}

function missingSecret(provider: string): IntegrationError {
  const value = variableOf(provider, 'WebhookSecret');
  const name = variableOf(provider, 'WebhookSecretName');
  return badConfig(
    provider,
    `${provider} is configured without a webhook secret; set ${value}, or ${name} to a secret in Secret Manager.`,
  );
}

/** Short id, or `projects/<project>/secrets/<id>` with an optional `/versions/<version>`. */
const SECRET_NAME = /^(?:projects\/[^/\s]+\/secrets\/)?[A-Za-z0-9_-]{1,255}(?:\/versions\/[A-Za-z0-9_-]+)?$/;

/**
 * The name of a secret in Secret Manager.
 * @param variable The variable that holds it.
 * @throws {IntegrationError} `bad-config` for what cannot be one.
 */
export function checkedSecretName<Name extends string | undefined>(
  provider: string,
  name: Name,
  variable: string,
): Name {
  if (name === undefined || SECRET_NAME.test(name)) return name;
  throw badConfig(
    provider,
    `${variable} is not a valid secret name; write my-secret or projects/my-project/secrets/my-secret.`,
  );
}

/** The name of the webhook secret, with a place for the account if each has its own. */
function checkedWebhookSecretName(
  provider: string,
  name: string | undefined,
  hasAccounts: boolean,
): string | undefined {
  if (name === undefined) return undefined;
  const variable = variableOf(provider, 'WebhookSecretName');
  const misplaced = placeFault(provider, variable, name, hasAccounts);
  if (misplaced !== undefined) throw badConfig(provider, misplaced);
  return hasAccounts ? name : checkedSecretName(provider, name, variable);
}

/** @throws {IntegrationError} `bad-config` for what is mistaken for an API key. @param source Where it was found. */
export function checkedApiKey<Key extends string | undefined>(provider: string, key: Key, source: string): Key {
  const mistaken = key === undefined ? undefined : noApiKeyIn(key);
  if (mistaken === undefined) return key;
  throw badConfig(provider, `${source} holds ${mistaken}, which opens no API; set it to an API key of ${provider}.`);
}

/** Keys that anyone on the way could replace would let anyone in: https, or this machine. */
function checkedKeysUrl(provider: string, value: string | undefined): string | undefined {
  if (value === undefined || isTrustworthyUrl(value)) return value;
  throw badConfig(provider, `${variableOf(provider, 'KeysUrl')} must be an https URL, as ${provider} documents it.`);
}

function urlsOf(provider: string, value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  const urls = absoluteUrlsIn(value);
  if (urls !== undefined) return urls;
  throw badConfig(
    provider,
    `${variableOf(provider, 'WebhookUrl')} must hold absolute URLs, exactly as registered at ${provider}.`,
  );
}
