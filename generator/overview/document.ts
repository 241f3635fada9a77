import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GeneratorError } from '../fault.ts';
import type { IntegrationRow } from '../../functions/src/core/inspect/integration-row.ts';
import { overviewRows } from './rows.ts';
import { renderTable } from './table.ts';

/** The page that holds the table, from the root of the project. */
export const OVERVIEW = 'docs/integrations.md';

const BEGIN = '<!-- table written by "npm run generate": begin -->';
const END = '<!-- table written by "npm run generate": end -->';

/**
 * Brings the table of integrations up to date. A project without the page, or a page without the marks, is left alone.
 * @param root Root of the project, whose generated code is up to date.
 * @param options.check Change nothing.
 * @returns whether the table was out of date.
 * @throws {GeneratorError} if the tree has a fault, or an integration cannot be loaded.
 */
export async function updateOverview(root: string, { check = false } = {}): Promise<boolean> {
  const file = path.join(root, OVERVIEW);
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [before, rest] = parted(page, BEGIN);
  const [, after] = parted(rest, END);
  if (after === '') return false;
  const readme = (provider: string) => path.join(root, 'functions', 'src', 'integrations', provider, 'README.md');
  // An instance is in the configuration, not on this page.
  const rows = (await loadedRows(root)).filter(({ isInstance }) => !isInstance);
  const table = renderTable(rows, (provider) => existsSync(readme(provider)));
  const wanted = `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
  if (wanted === page) return false;
  if (!check) writeFileSync(file, wanted);
  return true;
}

async function loadedRows(root: string): Promise<readonly IntegrationRow[]> {
  try {
    return await overviewRows(root);
  } catch (error) {
    if (error instanceof GeneratorError) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    throw new GeneratorError(`The table in ${OVERVIEW} needs every integration, and one cannot be loaded: ${cause}`, {
      cause: error,
    });
  }
}

/** What is before a mark, and what is after it; nothing is after a mark that is not there. */
function parted(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}
