import { Cached } from '../secrets/cached.ts';
import type { IntegrationError } from '../event/errors.ts';
import { badConfig, checkedApiKey, variableOf, type IntegrationSettings } from '../config/settings.ts';
import { SecretAccessError, systemClock, type Clock, type SecretStore } from '../ports.ts';

/** What a service is made from: the settings that the operator gave. */
export interface ServiceSource {
  /**
   * The API key of a provider, by value or looked up by name.
   * @throws {IntegrationError} `bad-config` that names the variable to set.
   */
  readonly apiKey: (provider: string) => Promise<string>;
}

/** A typed token for an SDK client or the like: made on first use, once per instance, replaceable in tests. */
export class Service<T> {
  readonly name: string;
  readonly #make: (source: ServiceSource) => T | Promise<T>;
  #made: Promise<T> | undefined;

  constructor(name: string, make: (source: ServiceSource) => T | Promise<T>) {
    this.name = name;
    this.#make = make;
  }

  /** The service. One that could not be made is tried again by the next one who asks. */
  get(source: ServiceSource): Promise<T> {
    this.#made ??= this.#try(source);
    return this.#made;
  }

  /** Puts another one in its place. @returns what puts it back, for `using`. */
  replace(service: T): Disposable {
    const before = this.#made;
    this.#made = Promise.resolve(service);
    return {
      [Symbol.dispose]: () => {
        this.#made = before;
      },
    };
  }

  async #try(source: ServiceSource): Promise<T> {
    try {
      return await this.#make(source);
    } catch (error) {
      this.#made = undefined;
      throw error;
    }
  }
}

/**
 * Declares a service.
 * @example
 * export const stripeClient = service('stripe', async ({ apiKey }) => {
 *   const { default: Stripe } = await import('stripe');
 *   return new Stripe(await apiKey('stripe'));
 * });
 */
export function service<T>(name: string, make: (source: ServiceSource) => T | Promise<T>): Service<T> {
  return new Service(name, make);
}

/**
 * Reads services' settings from the configuration, and keys given by name from the secret store. A key that cannot be
 * looked up is not asked for again for a few seconds, however many events need it.
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
