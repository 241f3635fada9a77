import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import type { DeliveryBundle } from '../delivery/bundle.ts';

/** The types that the samples of each integration have, by provider: those are the ones that are known. */
export async function sampledTypesOf(
  catalog: readonly Pick<CatalogEntry, 'provider' | 'samples'>[],
  { integrations }: Pick<DeliveryBundle, 'integrations'>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const on = catalog.filter(({ provider }) => integrations.some((one) => one.provider === provider));
  const types = on.map(async ({ provider, samples }) => [provider, (await samples()).types] as const);
  return Object.fromEntries(await Promise.all(types));
}
