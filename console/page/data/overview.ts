import { signal } from '@preact/signals';
import type { Overview, ProviderView, SagasName } from './contract.ts';

/** What there is and what may be done; undefined until the API has answered. */
export const overview = signal<Overview | undefined>(undefined);

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
