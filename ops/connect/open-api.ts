import { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { Registration } from '../../functions/src/core/registration/registrar.ts';
import { serviceSource } from '../../functions/src/core/secrets/service-source.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import type { Place } from '../cli/place.ts';
import type { Terminal } from '../cli/terminal.ts';
import { apiKeyFor } from './api-key.ts';

/** Whose API is called. */
export interface Connected {
  readonly entry: CatalogEntry;
  readonly registration: Registration;
}

/** Sources of the key, and what calls the API. */
export interface Asking {
  readonly place: Place;
  readonly terminal: Terminal;
  readonly fetch: typeof globalThis.fetch;
  readonly isPiped: boolean;
  /** Whether it is one account of many: a key that is configured is that of another, for all that is known. */
  readonly isOfAccount?: boolean;
}

/** The provider's API with a key that is used for this run alone. */
export async function registrationApi(
  { entry: { provider, title }, registration }: Connected,
  { place: { config, ports }, terminal, fetch, isPiped, isOfAccount = false }: Asking,
): Promise<RegistrationApi> {
  const configured = isOfAccount ? undefined : config.settings(provider).apiKey;
  const key = await apiKeyFor(provider, title, registration.key, { isPiped, configured, terminal });
  const services = { ...serviceSource(config, ports), apiKey: () => Promise.resolve(key) };
  return new RegistrationApi(provider, { services, fetch });
}
