import type { IntegrationRow } from '../../functions/src/core/inspect/integration-row.ts';
import { GeneratorError } from '../../generator/fault.ts';
import { asyncApiDocument } from '../../generator/generate.ts';
import { overviewRows } from '../../generator/overview/rows.ts';
import { ROOT } from '../../generator/project.ts';

/** The AsyncAPI document of the sources as they are now; undefined if the generator finds a fault in them. */
export async function readCatalogue(): Promise<string | undefined> {
  try {
    return asyncApiDocument(ROOT);
  } catch (error) {
    if (error instanceof GeneratorError) return undefined;
    throw error;
  }
}

/** What the sources say of each integration; undefined if they have a fault, or one of them cannot be loaded. */
export async function readIntegrations(root = ROOT): Promise<readonly IntegrationRow[] | undefined> {
  try {
    return await overviewRows(root);
  } catch (error) {
    if (error instanceof GeneratorError) return undefined;
    throw error;
  }
}
