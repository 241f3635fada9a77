import { businessLogicFiles } from '../../generator/generate.ts';
import { loadFaults } from '../../local/loading/check.ts';
import { environmentOf, installationsOf } from '../../ops/delivery/installations.ts';

/** Business logic that cannot be loaded. The message is one sentence for each file. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
}

/**
 * Loads the business logic that is about to be deployed, as the Firebase CLI does after the build: its own message would
 * not name the file. Without a project to build for, nobody knows which integrations will be on, and what a file lacks
 * may be in that project's environment: all of it is loaded, and what is wrong is a warning.
 * @param root Root of the project.
 * @param on The providers whose integrations are on.
 * @param warn Receives what may not be a fault.
 * @throws {LoadError} that says what keeps it from loading.
 */
export async function requireLoadable(
  root: string,
  on: readonly string[],
  warn: (sentence: string) => void,
): Promise<void> {
  const project = process.env['GCLOUD_PROJECT'] || undefined;
  const env = { ...environmentOf(installationsOf(root)[0], project), ...process.env };
  const files = businessLogicFiles(root, project === undefined ? undefined : on);
  const faults = (await loadFaults(root, files, env)).map(({ says }) => says);
  if (project !== undefined && faults.length > 0) throw new LoadError(faults.join('\n'));
  for (const fault of faults) warn(fault);
}
