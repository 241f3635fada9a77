import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { agentsPage } from './agents.ts';
import { llmsText } from './llms.ts';
import { OVERVIEW, overviewPage } from './overview.ts';

/**
 * Brings the documents up to date that are made of code or of other documents: the table of integrations, `AGENTS.md`
 * and `llms.txt`. What a project does not have the sources of is left alone.
 * @param root Root of the project, whose generated code is up to date.
 * @param options.check Change nothing.
 * @returns the documents that were out of date, by their paths from the root.
 * @throws {GeneratorError} if the tree has a fault, or an integration cannot be loaded.
 */
export async function updateDocuments(root: string, { check = false } = {}): Promise<readonly string[]> {
  const pages = { [OVERVIEW]: await overviewPage(root), 'AGENTS.md': agentsPage(root), 'llms.txt': llmsText(root) };
  return Object.entries(pages).flatMap(([page, wanted]) => {
    const file = path.join(root, page);
    const present = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    if (wanted === undefined || wanted === present) return [];
    if (!check) writeFileSync(file, wanted);
    return [page];
  });
}
