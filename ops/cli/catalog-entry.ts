import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { UsageError } from '../exit.ts';
import { userCatalog } from '../../generator/project.ts';

/**
 * What there is of a provider that was named on the command line.
 * @param fits Which providers can be meant.
 * @throws {UsageError} that lists those.
 */
export async function entryOf(
  provider: string | undefined,
  fits: (entry: CatalogEntry) => boolean = () => true,
): Promise<CatalogEntry> {
  const catalog = await userCatalog();
  const fitting = Object.values(catalog).filter(fits);
  const entry = fitting.find((candidate) => candidate.provider === provider);
  if (entry !== undefined) return entry;
  const complaint = provider === undefined ? 'Name a provider' : `It cannot be ${provider}`;
  throw new UsageError(`${complaint}. Choose from: ${fitting.map((candidate) => candidate.provider).join(', ')}.`);
}
