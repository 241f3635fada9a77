import { signal } from '@preact/signals';
import type { Overview } from './contract.ts';

/** What there is and what may be done; undefined until the API has answered. */
export const overview = signal<Overview | undefined>(undefined);

/** How a provider is called by people. */
export function titleOf(provider: string): string {
  return overview.value?.providers.find((known) => known.provider === provider)?.title ?? provider;
}
