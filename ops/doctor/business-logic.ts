import { GeneratorError } from '../../generator/fault.ts';
import { businessLogicFiles } from '../../generator/generate.ts';
import type { LoadFault } from '../../local/loading/check.ts';
import { finding, ok, type Result } from './result.ts';

const WHAT = 'business logic';

export type Load = (root: string, files: readonly string[], env: NodeJS.ProcessEnv) => Promise<readonly LoadFault[]>;

/**
 * Loads the sagas, tasks and handlers of the integrations that are on, as their functions would.
 * @param root Root of the project.
 */
export async function businessLogicResults(
  root: string,
  providers: readonly string[],
  load: Load,
): Promise<readonly Result[]> {
  const files = filesOf(root, providers);
  if (files === undefined) return [];
  const faults = await load(root, files, process.env);
  if (faults.length === 0) return [ok(WHAT, `${files.length} ${files.length === 1 ? 'file loads' : 'files load'}`)];
  return faults.map(({ file, says }) => finding(WHAT, says, `\${EDITOR:-vi} ${file}`));
}

/** Undefined if the tree has a fault, which is a separate finding. */
function filesOf(root: string, providers: readonly string[]): readonly string[] | undefined {
  try {
    return businessLogicFiles(root, providers);
  } catch (error) {
    if (error instanceof GeneratorError) return undefined;
    throw error;
  }
}
