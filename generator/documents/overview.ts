import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { overviewRows } from '../overview/rows.ts';
import { renderTable } from '../overview/table.ts';
import { sourceFolder } from '../places.ts';
import { allBetween } from './marks.ts';

/** The page that holds the table, from the root of the project. */
export const OVERVIEW = 'docs/integrations.md';

const BEGIN = '<!-- table written by "npm run generate": begin -->';
const END = '<!-- table written by "npm run generate": end -->';

/**
 * The page with a table of integrations that is up to date.
 * @returns undefined for a project without the page, or a page without the marks.
 * @throws {GeneratorError} if the tree has a fault, or an integration cannot be loaded.
 */
export async function overviewPage(root: string): Promise<string | undefined> {
  const file = path.join(root, OVERVIEW);
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [present] = allBetween(page, BEGIN, END);
  if (present === undefined) return undefined;
  const readme = (provider: string) => path.join(sourceFolder(root), 'integrations', provider, 'README.md');
  // An instance is in the configuration, not on this page.
  const rows = (await overviewRows(root)).filter(({ isInstance }) => !isInstance);
  const table = renderTable(rows, (provider) => existsSync(readme(provider)));
  return page.replace(`${BEGIN}${present}${END}`, () => `${BEGIN}\n\n${table}\n\n${END}`);
}
