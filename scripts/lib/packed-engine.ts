import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildPage } from '../../console/page-build.ts';
import engine from '../../functions/src/package.json' with { type: 'json' };
import project from '../../package.json' with { type: 'json' };
import { engineProviders, SENT_TYPES, sentType } from '../../ops/scaffold/engine-provider.ts';
import { importedPackages, OF_PROJECTS, OF_TESTS, SHARED } from './imported-packages.ts';
import { packTools } from './packed-tools.ts';

/** The version of a package that the engine is tested with. */
type VersionOf = (name: string) => string;

/** The engine's own sources, where they are in a clone too: what the programs find beside them stays where it is. */
const SOURCE = 'functions/src';

/** Files that only the users of one provider load. */
const OF_A_PROVIDER = /^functions\/src\/(?:integrations\/|exports\/stripe-|testing\/stripe-)/;

/** The programs of the package. */
const TOOLS = [
  'ops/cli.ts',
  'local/loading/load-each.ts',
  'ops/pull/rehearsal-process.ts',
  'functions/src/discovery-environment.ts',
  'functions/src/lazy-groups.ts',
];

/** What the programs read, from the root. */
const READ = [
  'scripts/integrations.mjs',
  'scripts/bootstrap.mjs',
  'console/page/*.{html,svg}',
  'ops/scaffold/templates/**/*.txt',
  'monitoring/**/*.json',
  'functions/package.json',
  'functions/src/integrations/*/README.md',
  'docs/**/*.md',
  'CHANGELOG.md',
  'UPGRADING.md',
];

/**
 * Completes the package beside the compiled engine: its programs, what they read, and its manifest.
 * @param root Root of this project.
 * @param folder The package. The compiled engine is in `functions/src` below it.
 */
export async function writePackage(root: string, folder: string, versionOf: VersionOf): Promise<void> {
  const source = path.join(folder, SOURCE);
  mendDeclarations(source);
  const ofTools = packTools(root, folder, TOOLS);
  for (const file of globSync(READ, { cwd: root, exclude: (name) => name.endsWith('.test.ts') })) {
    cpSync(path.join(root, file), path.join(folder, file));
  }
  // npm would leave it out by its own name.
  cpSync(path.join(root, 'functions', 'package-lock.json'), path.join(folder, 'functions', 'deployed-lock.json'));
  for (const [name, text] of await buildPage()) writeFileSync(path.join(folder, 'console', 'page', name), text);
  cpSync(path.join(root, 'docs', 'package.md'), path.join(folder, 'README.md'));
  const sent = engineProviders().map(async (provider) => [provider, await sentType(provider)] as const);
  writeJson(path.join(folder, SENT_TYPES), Object.fromEntries(await Promise.all(sent)));
  const exports = compiledExports(source, engine.exports);
  const files = Object.fromEntries(Object.entries(exports).map(([key, { default: file }]) => [key, file]));
  writeJson(path.join(source, 'package.json'), { ...engine, sideEffects: false, exports: files });
  writeJson(path.join(folder, 'package.json'), manifestOf(folder, { exports, ofTools }, versionOf));
}

/**
 * The `package.json` of the package. What every user loads is a dependency; the SDK of a provider is an optional peer,
 * which the users of that provider install.
 */
function manifestOf(
  folder: string,
  { exports, ofTools }: { readonly exports: Exports; readonly ofTools: readonly string[] },
  versionOf: VersionOf,
): object {
  const imported = importedPackages(folder, engine.name, 'functions/src/**/*.{js,d.ts}');
  const isPeer = (name: string) => SHARED.includes(name) || OF_TESTS.includes(name);
  const needed = [...imported].filter(([, files]) => files.some((file) => !OF_A_PROVIDER.test(file)));
  const dependencies = [...new Set([...needed.map(([one]) => one), ...ofTools])].filter((one) => !isPeer(one));
  const optional = [...imported.keys()].filter((one) => !dependencies.includes(one) && !SHARED.includes(one));
  return {
    name: engine.name,
    version: project.version,
    description:
      'Verified webhooks of many providers on Google Cloud Functions, published to Pub/Sub and handled by RxJS sagas: the engine, its command line and its console.',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    bin: project.bin,
    exports: placed(exports),
    dependencies: versions(dependencies, versionOf),
    optionalDependencies: project.optionalDependencies,
    peerDependencies: versions([...SHARED, ...optional], (name) => `^${versionOf(name)}`),
    peerDependenciesMeta: Object.fromEntries(optional.map((one) => [one, { optional: true }])),
    devDependencies: versions(OF_PROJECTS, versionOf),
  };
}

function versions(names: readonly string[], versionOf: VersionOf): object {
  return Object.fromEntries(names.toSorted().map((name) => [name, versionOf(name)]));
}

interface Entry {
  readonly types: string;
  readonly default: string;
}

type Exports = Readonly<Record<string, Entry>>;

/** The entries whose files are part of the compiled engine, from its folder. Those of a user's own tree are not. */
function compiledExports(source: string, exports: Readonly<Record<string, string>>): Exports {
  const compiled = Object.entries(exports).flatMap(([key, target]) => {
    const file = target.replace(/\.ts$/, '');
    if (globSync(`${file}.js`, { cwd: source }).length === 0) return [];
    return [[key, { types: `${file}.d.ts`, default: `${file}.js` }] as const];
  });
  return Object.fromEntries(compiled);
}

/** The same from the root of the package. */
function placed(exports: Exports): Exports {
  const inSource = (file: string) => `./${SOURCE}/${file.slice(2)}`;
  return Object.fromEntries(
    Object.entries(exports).map(([key, { types, default: file }]) => [
      key,
      { types: inSource(types), default: inSource(file) },
    ]),
  );
}

/** Makes the declarations import each other by the names that they have in the package. The compiler leaves them as they were. */
function mendDeclarations(folder: string): void {
  for (const file of globSync('**/*.d.ts', { cwd: folder })) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    writeFileSync(path.join(folder, file), text.replaceAll(/(['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2'));
  }
}

function writeJson(file: string, value: object): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
