import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { packageOf } from './lazy-packages.ts';

/** What `package.json` of a package says, as far as the packed engine is concerned. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly exports: Readonly<Record<string, string>>;
  /** The version of a package that the engine is tested with. */
  readonly versionOf: (name: string) => string;
}

/** Packages of which a process must have one copy: Firebase loads functions by its own. */
const SHARED: readonly string[] = ['firebase-admin', 'firebase-functions', 'rxjs'];

/** Files that only the users of one provider load. */
const OF_A_PROVIDER = /^(?:integrations\/|exports\/stripe-|testing\/stripe-)/;

/**
 * The `package.json` of the packed engine. What every user loads is a dependency; the SDK of a provider is an optional
 * peer, which the users of that provider install.
 * @param folder The compiled engine.
 */
export function manifestOf(folder: string, { name, version, description, exports, versionOf }: Manifest): object {
  const imported = importedPackages(folder, name);
  const versioned = (names: readonly string[]) => Object.fromEntries(names.map((one) => [one, versionOf(one)]));
  const needed = [...imported].filter(([, files]) => files.some((file) => !OF_A_PROVIDER.test(file)));
  const dependencies = needed.map(([one]) => one).filter((one) => !SHARED.includes(one));
  const optional = [...imported.keys()].filter((one) => !dependencies.includes(one) && !SHARED.includes(one));
  return {
    name,
    version,
    description,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=24' },
    exports: compiledExports(folder, exports),
    dependencies: versioned(dependencies),
    peerDependencies: versioned([...SHARED, ...optional]),
    peerDependenciesMeta: Object.fromEntries(optional.map((one) => [one, { optional: true }])),
  };
}

/** The entries whose files are part of the compiled engine. Those of a user's own tree are not. */
function compiledExports(folder: string, exports: Manifest['exports']): object {
  const compiled = Object.entries(exports).flatMap(([key, target]) => {
    const file = target.replace(/\.ts$/, '');
    if (globSync(`${file}.js`, { cwd: folder }).length === 0) return [];
    return [[key, { types: `${file}.d.ts`, default: `${file}.js` }] as const];
  });
  return Object.fromEntries(compiled);
}

/** Makes the declarations import each other by the names that they have in the package. The compiler leaves them as they were. */
export function mendDeclarations(folder: string): void {
  for (const file of globSync('**/*.d.ts', { cwd: folder })) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    writeFileSync(path.join(folder, file), text.replaceAll(/(['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2'));
  }
}

/** The packages that the compiled files import, and which files import each. */
function importedPackages(folder: string, own: string): ReadonlyMap<string, readonly string[]> {
  const packages = new Map<string, string[]>();
  for (const file of globSync('**/*.{js,d.ts}', { cwd: folder }).toSorted()) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/^[^*]*?(?:from |import\(|import )['"]([^.'"][^'"]*)['"]/gm)) {
      if (isBuiltin(specifier)) continue;
      const name = packageOf(specifier);
      // The engine may import itself by its name, as an integration of the user's does.
      if (name === own) continue;
      packages.set(name, [...(packages.get(name) ?? []), file.split(path.sep).join('/')]);
    }
  }
  return packages;
}
