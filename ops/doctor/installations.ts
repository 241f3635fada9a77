import path from 'node:path';
import type { Installation } from '../delivery/installations.ts';
import type { Result } from './result.ts';

/** What was found of one installation. */
export interface Examined {
  readonly installation: Pick<Installation, 'codebase' | 'configDir'>;
  readonly results: readonly Result[];
}

/**
 * The results of all installations as one list: what holds for each of them once, and of the rest whose it is. Pure.
 * @param root Root of the project's files.
 */
export function merged(examined: readonly Examined[], root: string): readonly Result[] {
  const [only, ...others] = examined.map((one) => inItsFolder(one, root));
  if (only === undefined || others.length === 0) return only?.results ?? [];
  const keys = others.map(({ results }) => new Set(results.map(keyOf)));
  const common = new Set(only.results.map(keyOf).filter((key) => keys.every((others) => others.has(key))));
  return [
    ...only.results.filter((result) => common.has(keyOf(result))),
    ...[only, ...others].flatMap(({ installation: { codebase }, results }) =>
      results
        .filter((result) => !common.has(keyOf(result)))
        .map((result) => ({ ...named(result, codebase), what: `${codebase}: ${result.what}` })),
    ),
  ];
}

/** Commands edit the dotenv files of the functions folder unless the installation has its own. */
function inItsFolder({ installation, results }: Examined, root: string): Examined {
  const folder = path.relative(root, installation.configDir).replaceAll(path.sep, '/');
  const inFolder = (mend: string) => mend.replaceAll('functions/.env', `${folder}/.env`);
  return {
    installation,
    results: results.map((result) => (result.mend === undefined ? result : { ...result, mend: inFolder(result.mend) })),
  };
}

/** A command about one ledger has to name the installation. */
function named(result: Result, codebase: string): Result {
  if (result.mend?.startsWith('npx integrations replay ') !== true) return result;
  return { ...result, mend: `${result.mend} --codebase ${codebase}` };
}

function keyOf({ status, what, says, mend }: Result): string {
  return JSON.stringify([status, what, says, mend]);
}
