import { badConfig, checkedApiKey, variableOf, type IntegrationSettings } from '../config/settings.ts';
import type { IntegrationError } from '../event/errors.ts';
import type { ServiceSource } from '../logic/service.ts';
import { SecretAccessError, systemClock, type Clock, type SecretStore } from '../ports.ts';
import { Cached } from './cached.ts';

/**
 * Gives services the API keys of the configuration, and looks up those that are configured by name in the secret store.
 * A failed lookup is not repeated for a few seconds, however many events need the key.
 */
export function serviceSource(
  settings: (provider: string) => IntegrationSettings,
  secrets: SecretStore,
  clock: Clock = systemClock,
): ServiceSource {
  const named = new Map<string, Cached<string>>();
  return {
    apiKey: async (provider) => {
      const { apiKey, apiKeyName } = settings(provider);
      if (apiKey !== undefined) return apiKey;
      if (apiKeyName === undefined) throw noApiKey(provider);
      const fetch = () => lookUp(provider, apiKeyName, secrets);
      const key = named.get(apiKeyName) ?? new Cached({ fetch, isOutOfReach, servesOn: () => undefined, clock });
      named.set(apiKeyName, key);
      return key.current();
    },
  };
}

async function lookUp(provider: string, name: string, secrets: SecretStore): Promise<string> {
  const [newest] = await secrets.versions(name);
  const key = newest?.value.trim();
  if (key === undefined || key === '') throw noApiKey(provider);
  return checkedApiKey(provider, key, `The secret ${name}`);
}

function noApiKey(provider: string): IntegrationError {
  const [byValue, byName] = [variableOf(provider, 'ApiKey'), variableOf(provider, 'ApiKeyName')];
  return badConfig(
    provider,
    `This needs the API of ${provider}; set ${byValue}, or ${byName} to a secret in Secret Manager.`,
  );
}

function isOutOfReach(error: unknown): boolean {
  return SecretAccessError.is(error) && error.reason === 'unreachable';
}
