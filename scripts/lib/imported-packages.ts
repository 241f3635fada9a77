import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { packageOf } from './lazy-packages.ts';

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
