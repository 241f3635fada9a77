import { badConfig } from '../core/config/settings.ts';
import { missingSecret } from '../core/logic/setting.ts';
import type { ServiceSource } from '../core/logic/token.ts';

/** What services are made from in tests that configure nothing. */
export const NO_KEYS: ServiceSource = {
  apiKey: (provider) => {
    const remedy = 'replace the client, as in "using _ = client.replace(fake)".';
    return Promise.reject(badConfig(provider, `This test has no API key of ${provider}: ${remedy}`));
  },
  variable: () => undefined,
  secret: ({ name }) => Promise.reject(missingSecret(name)),
  localApi: () => Promise.resolve(undefined),
  use: (token) => token.get(NO_KEYS),
};

/**
 * What services are made from in tests that configure one API key, whatever the provider.
 * @param variables What settings read, by the names of their variables.
 */
export function withApiKey(key: string, variables: Readonly<Record<string, string | undefined>> = {}): ServiceSource {
  const services: ServiceSource = {
    ...NO_KEYS,
    apiKey: () => Promise.resolve(key),
    variable: (name) => variables[name],
    use: (token) => token.get(services),
  };
  return services;
}
