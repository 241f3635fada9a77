import { configuredSecret, variableIn } from '../config/own-settings.ts';
import {
  badConfig,
  checkedApiKey,
  secretsIn,
  variableOf,
  type Environment,
  type IntegrationSettings,
} from '../config/settings.ts';
import type { IntegrationError } from '../event/errors.ts';
import type { NamedSecret, ServiceSource } from '../logic/token.ts';
import { SecretAccessError, systemClock, type Clock, type Ports, type SecretStore } from '../ports.ts';
import { Cached } from './cached.ts';

/** What the operator set. */
export interface Configured {
  readonly environment: Environment;
  readonly settings: (provider: string) => IntegrationSettings;
}

/**
 * Gives services and handlers what is configured: the API keys of the integrations, their own settings and secrets. What is
 * configured by name is looked up in the secret store. A failed lookup is not repeated for a few seconds, however many events
 * need the secret.
 */
export function serviceSource(
  { environment, settings }: Configured,
  { secrets, localApis }: Pick<Ports, 'secrets' | 'localApis'>,
  clock: Clock = systemClock,
): ServiceSource {
  const keys = new Map<string, Cached<string>>();
  const values = new Map<string, Cached<readonly string[]>>();
  const cached = <T>(known: Map<string, Cached<T>>, name: string, fetch: () => Promise<T>): Promise<T> => {
    const found = known.get(name) ?? new Cached({ fetch, isOutOfReach, servesOn: () => undefined, clock });
    known.set(name, found);
    return found.current();
  };
  const source: ServiceSource = {
    apiKey: async (provider) => {
      const { apiKey, apiKeyName } = settings(provider);
      if (apiKey !== undefined) return apiKey;
      if (apiKeyName === undefined) throw noApiKey(provider);
      return cached(keys, apiKeyName, () => lookUp(provider, apiKeyName, secrets));
    },
    variable: (name) => variableIn(environment, name),
    secret: async (secret) => {
      const configured = configuredSecret(secret, environment);
      if (configured.kind === 'value') return configured.values;
      return cached(values, secret.name, () => lookUpAll(secret, configured.name, secrets));
    },
    localApi: async (provider) => {
      const { apiKey, apiKeyName } = settings(provider);
      return apiKey === undefined && apiKeyName === undefined ? localApis?.addressOf(provider) : undefined;
    },
    use: (token) => token.get(source),
  };
  return source;
}

async function lookUpAll({ isWhole }: NamedSecret, name: string, secrets: SecretStore): Promise<readonly string[]> {
  const versions = await secrets.versions(name);
  const values = versions.flatMap(({ value }) => secretsIn('bundle', value, `The secret ${name}`, isWhole));
  if (values.length === 0) throw badConfig('bundle', `The secret ${name} has no enabled version; add one.`);
  return values;
}

async function lookUp(provider: string, name: string, secrets: SecretStore): Promise<string> {
  const [newest] = await secrets.versions(name);
  const key = newest?.value.trim();
  if (key === undefined || key === '') throw noApiKey(provider);
  return checkedApiKey(provider, key, `The secret ${name}`);
}

/** The error of an API key that a service needs and the operator has not set. */
export function noApiKey(provider: string): IntegrationError {
  const [byValue, byName] = [variableOf(provider, 'ApiKey'), variableOf(provider, 'ApiKeyName')];
  return badConfig(
    provider,
    `This needs the API of ${provider}; set ${byValue}, or ${byName} to a secret in Secret Manager.`,
  );
}

function isOutOfReach(error: unknown): boolean {
  return SecretAccessError.is(error) && error.reason === 'unreachable';
}
