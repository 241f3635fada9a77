import { absoluteUrlsIn, isTrustworthyUrl } from './configured-urls.ts';
import { configuredFunctions, type ConfiguredFunctions, type OptionsByKind } from './deployed-options.ts';
import { IntegrationError } from './event/errors.ts';
import { variablePrefixOf } from './event/names.ts';
import { REFERENCE_ABOVE_BYTES } from './event/large-event.ts';
import { deliveryPolicy, type DeliveryPolicy } from './handle/delivery-policy.ts';
import { isWholeNumber } from './whole-number.ts';

/** What an operator may set for one integration. Every value left out comes from the environment, then from the default. */
export type IntegrationOptions<Provider extends string> = {
  readonly [Name in `${Provider}${Setting}`]?: string;
} & {
  /** False switches the integration off whatever else is set. */
  readonly enabled?: boolean;
  /** Seconds a signed time may differ from ours on either side; whole, 1–86400. */
  readonly toleranceSeconds?: number;
  /** Largest accepted body in bytes; whole, at least 1. */
  readonly maxBytes?: number;
  /** Native events above this many bytes travel by reference; whole, 0–380000. */
  readonly referenceAboveBytes?: number;
  /** How the events are delivered to the consumers, where it differs from the default. */
  readonly delivery?: Partial<DeliveryPolicy>;
  /** How often missed events are looked for, where an API key is set: unix-cron (`17 * * * *`) or `every 6 hours`. */
  readonly reconcileSchedule?: string;
} & OptionsByKind;

type Setting = 'ApiKey' | 'ApiKeyName' | 'KeysUrl' | 'WebhookSecret' | 'WebhookSecretName' | 'WebhookUrl';

/** One integration's settings, with the environment read and every value checked. */
export interface IntegrationSettings {
  readonly provider: string;
  readonly enabled: boolean;
  /** Secrets given by value; tried in order. */
  readonly webhookSecret: string | undefined;
  /** Name of a secret in Secret Manager. */
  readonly webhookSecretName: string | undefined;
  /** Where the provider publishes its keys, for providers that do; goes before the secrets. */
  readonly keysUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly apiKeyName: string | undefined;
  /** Public URLs of the endpoint, for signatures that cover the URL. */
  readonly webhookUrls: readonly string[];
  readonly toleranceSeconds: number | undefined;
  readonly maxBytes: number | undefined;
  readonly referenceAboveBytes: number;
  readonly delivery: DeliveryPolicy;
  /** How the functions are deployed, where it differs from what the generator wrote. */
  readonly functions: ConfiguredFunctions;
  /** When the provider is asked for events that it could not deliver. @see https://cloud.google.com/scheduler/docs/configuring/cron-job-schedules */
  readonly reconcileSchedule: string;
}

/** Whether the provider's API can be asked. */
export function hasApiKey({ apiKey, apiKeyName }: Pick<IntegrationSettings, 'apiKey' | 'apiKeyName'>): boolean {
  return apiKey !== undefined || apiKeyName !== undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLES = {
  WebhookSecret: 'WEBHOOK_SECRET',
  WebhookSecretName: 'WEBHOOK_SECRET_NAME',
  ApiKey: 'API_KEY',
  ApiKeyName: 'API_KEY_NAME',
  KeysUrl: 'KEYS_URL',
  WebhookUrl: 'WEBHOOK_URL',
} as const satisfies Record<Setting, string>;

/** The environment variable of a setting: `variableOf('stripe', 'WebhookSecret')` is `STRIPE_WEBHOOK_SECRET`. */
export function variableOf(provider: string, setting: Setting): string {
  return `${variablePrefixOf(provider)}_${VARIABLES[setting]}`;
}

/**
 * Reads one integration's settings: from the options, else from the environment.
 * An integration with a webhook secret, by value or by name, or with a keys URL is on.
 * @param general What holds for the functions of every integration.
 * @throws {IntegrationError} `bad-config` that names the variable to set, when it is half configured or malformed.
 */
export function readSettings(
  provider: string,
  options: Readonly<Record<string, unknown>>,
  environment: Environment,
  general?: unknown,
): IntegrationSettings {
  const text = (setting: Setting): string | undefined => {
    const name = `${provider}${setting}`;
    const value = options[name] ?? environment[variableOf(provider, setting)];
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string') throw badConfig(provider, `The option ${name} must be a string.`);
    return value.trim();
  };
  const webhookSecret = text('WebhookSecret');
  const webhookSecretName = text('WebhookSecretName');
  const keysUrl = text('KeysUrl');
  const apiKey = text('ApiKey');
  const apiKeyName = text('ApiKeyName');
  const hasSecret = webhookSecret !== undefined || webhookSecretName !== undefined || keysUrl !== undefined;
  const wanted = options['enabled'] ?? (hasSecret || hasApiKey({ apiKey, apiKeyName }));
  if (wanted === true && !hasSecret) throw missingSecret(provider);
  const { webhook, consumers } = options;
  const fault = (sentence: string) => badConfig(provider, sentence);
  const functions = configuredFunctions(provider, { general, webhook, consumers }, fault);
  return {
    provider,
    enabled: wanted === true,
    webhookSecret,
    webhookSecretName: checkedName(provider, webhookSecretName, 'WebhookSecretName'),
    keysUrl: checkedKeysUrl(provider, keysUrl),
    apiKey,
    apiKeyName: checkedName(provider, apiKeyName, 'ApiKeyName'),
    webhookUrls: urlsOf(provider, text('WebhookUrl')),
    toleranceSeconds: wholeNumber(provider, options, 'toleranceSeconds', 1, 86_400),
    maxBytes: wholeNumber(provider, options, 'maxBytes', 1, Number.MAX_SAFE_INTEGER),
    referenceAboveBytes:
      wholeNumber(provider, options, 'referenceAboveBytes', 0, REFERENCE_ABOVE_BYTES) ?? REFERENCE_ABOVE_BYTES,
    delivery: deliveryPolicy(
      options['delivery'],
      (fault) => badConfig(provider, `The option delivery of ${provider}: ${fault}.`),
      functions.consumers.timeoutSeconds,
    ),
    functions,
    reconcileSchedule: schedule(provider, options['reconcileSchedule']),
  };
}

/** The error of a setting that cannot work. */
export function badConfig(provider: string, message: string, options?: { cause?: unknown }): IntegrationError {
  return new IntegrationError(provider, 'bad-config', message, options);
}

/**
 * Splits a configured value into its secrets: comma-separated and trimmed, unless it is one whole.
 * @throws {IntegrationError} `bad-config` for an empty element: an empty HMAC key would let anyone in.
 */
export function secretsIn(provider: string, value: string, source: string, whole = false): readonly string[] {
  const secrets = whole ? [value.trim()] : value.split(',').map((secret) => secret.trim());
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

function checkedName(provider: string, name: string | undefined, setting: Setting): string | undefined {
  if (name === undefined || SECRET_NAME.test(name)) return name;
  throw badConfig(
    provider,
    `${variableOf(provider, setting)} is no name of a secret; write my-secret or projects/my-project/secrets/my-secret.`,
  );
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

function schedule(provider: string, value: unknown): string {
  if (value === undefined) return 'every 1 hours';
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw badConfig(
    provider,
    `The option reconcileSchedule of ${provider} must be a schedule of Cloud Scheduler, such as "every 6 hours".`,
  );
}

function wholeNumber(
  provider: string,
  options: Readonly<Record<string, unknown>>,
  name: 'toleranceSeconds' | 'maxBytes' | 'referenceAboveBytes',
  least: number,
  most: number,
): number | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  if (isWholeNumber(value, least, most)) return value;
  throw badConfig(provider, `The option ${name} of ${provider} must be a whole number from ${least} to ${most}.`);
}
