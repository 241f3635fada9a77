import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IntegrationRow } from '../../functions/src/core/inspect/integration-row.ts';
import { KINDS } from '../../functions/src/core/integration/kinds.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { discover } from '../generate.ts';
import { readSources, readVerifiers } from '../tree.ts';
import { rowOf } from './row.ts';

/**
 * What the sources say of each integration, sorted by kind and name. It loads the integrations, by the generated catalogue,
 * which has to be up to date.
 * @param root Root of the project.
 * @throws {GeneratorError} if the generator finds a fault in the tree, and whatever loading an integration throws.
 */
export async function overviewRows(root: string): Promise<readonly IntegrationRow[]> {
  const folder = path.join(root, 'functions', 'src');
  const sources = readSources(folder);
  const files = new Map([...sources, ...readVerifiers(folder)]);
  const address = pathToFileURL(path.join(folder, 'generated', 'catalog.ts')).href;
  const { catalog }: { readonly catalog: Readonly<Record<string, CatalogEntry>> } = await import(address);
  const rows = discover(sources).flatMap((source) => {
    const entry = catalog[source.provider];
    return entry === undefined ? [] : [rowOf(source, entry, files)];
  });
  return (await Promise.all(rows)).toSorted(byKindAndTitle);
}

function byKindAndTitle(one: IntegrationRow, other: IntegrationRow): number {
  return KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) || one.title.localeCompare(other.title, 'en');
}
