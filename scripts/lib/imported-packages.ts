import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { packageOf } from './lazy-packages.ts';

/** Packages of which a process must have one copy: Firebase loads functions by its own, and `instanceof` tells classes apart. */
export const SHARED: readonly string[] = ['firebase-admin', 'firebase-functions', 'rxjs'];

/** Packages that only tests import, with which a project brings its own runner. */
export const OF_TESTS: readonly string[] = ['fast-check', 'vitest'];

/** What a new project is made with. Nobody who installs the package gets it. */
export const OF_PROJECTS = ['@types/node', 'typescript', 'vitest'] as const;

/**
 * The packages that compiled files import, for their types too, and which files import each.
 * @param folder Where the files are.
 * @param own The package that the files belong to, which may import itself by its name.
 * @param pattern Which files, from the folder.
 */
export function importedPackages(
  folder: string,
  own: string,
  pattern = '**/*.{js,d.ts}',
): ReadonlyMap<string, readonly string[]> {
  const packages = new Map<string, readonly string[]>();
  for (const file of globSync(pattern, { cwd: folder }).toSorted()) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/^[^*]*?(?:from |import\(|import )['"]([^.'"][^'"]*)['"]/gm)) {
      if (isBuiltin(specifier)) continue;
      const name = packageOf(specifier);
      if (name === own) continue;
      packages.set(name, [...(packages.get(name) ?? []), file.split(path.sep).join('/')]);
    }
  }
  return packages;
}
