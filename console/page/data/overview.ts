import { signal } from '@preact/signals';
import { apiPath, getJson } from './client.ts';
import type { Overview, ProviderView, SagasName } from './contract.ts';
import { onChange } from './live.ts';

/** What there is and what may be done; undefined until the API has answered. */
export const overview = signal<Overview | undefined>(undefined);

/** Asks the API, now and whenever other code has been loaded. @throws what the first request fails with. */
export async function followOverview(): Promise<Overview> {
  const read = async () => (overview.value = await getJson<Overview>(apiPath(['overview'])));
  const first = await read();
  // What cannot be read is shown as it was: the next change asks again.
  onChange(({ code }) => void (code && read().catch(() => undefined)));
  return first;
}

/** In the place of a provider. */
export const SAGAS: SagasName = 'sagas';

/** A provider's name as the provider writes it. */
export function titleOf(provider: string): string {
  return provider === SAGAS ? 'Sagas' : (viewOf(provider)?.title ?? provider);
}

/** How a provider signs its requests; undefined if it is not known. */
export function signatureOf(provider: string | undefined): string | undefined {
  return viewOf(provider)?.signature;
}

function viewOf(provider: string | undefined): ProviderView | undefined {
  return overview.value?.providers.find((known) => known.provider === provider);
}
