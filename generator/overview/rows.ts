import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IntegrationRow } from '../../functions/src/core/inspect/integration-row.ts';
import { KINDS } from '../../functions/src/core/integration/kinds.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { GeneratorError } from '../fault.ts';
import { discover, readTree } from '../generate.ts';
import { sourceFolder } from '../places.ts';
import { readVerifiers } from '../tree.ts';
import { rowOf } from './row.ts';

/**
 * What the sources say of each integration, sorted by kind and name. It loads the integrations, by the generated catalogue,
 * which has to be up to date.
 * @param root Root of the project.
 * @throws {GeneratorError} if the generator finds a fault in the tree, or an integration cannot be loaded.
 */
export async function overviewRows(root: string): Promise<readonly IntegrationRow[]> {
  const folder = sourceFolder(root);
  const { own, sources } = readTree(root);
  const files = new Map([...own, ...readVerifiers(folder)]);
  const address = pathToFileURL(path.join(folder, 'generated', 'catalog.ts')).href;
  const { catalog }: { readonly catalog: Readonly<Record<string, CatalogEntry>> } = await loaded(
    'the generated catalogue',
    () => import(address),
  );
  const rows = discover(sources).flatMap((source) => {
    const entry = catalog[source.provider];
    return entry === undefined ? [] : [loaded(source.provider, () => rowOf(source, entry, files))];
  });
  return (await Promise.all(rows)).toSorted(byKindAndTitle);
}

/** @throws {GeneratorError} that names what cannot be loaded, and why. */
async function loaded<T>(what: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GeneratorError(`The table needs every integration, and ${what} cannot be loaded: ${reason}`, {
      cause: error,
    });
  }
}

function byKindAndTitle(one: IntegrationRow, other: IntegrationRow): number {
  return KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) || one.title.localeCompare(other.title, 'en');
}
