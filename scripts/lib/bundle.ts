import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build as esbuild, type BuildOptions, type BuildResult, type OutputFile, type Plugin } from 'esbuild';
import { groupsOf } from '../../functions/src/lazy-groups.ts';
import { readModule } from '../../generator/module-facts.ts';
import { REGISTRY_FILES } from '../../generator/names.ts';
import { ENDING, ENGINE_SOURCE, holdsEngine, sourceFolder } from '../../generator/places.ts';
import { firebaseAdminIsPure, functionEntries, functionFilesAreExternal, rxjsAsModules } from './bundle-plugins.ts';
import { sagaSourcesIn } from './saga-sources.ts';
import { LazyPackages, lazyPackagesPlugin } from './lazy-packages.ts';
import { stripeSignaturePlugin } from './stripe-signature.ts';
import { wiredModulesArePure } from './wired-modules.ts';

/** One deployed function, by its place in the exports. */
interface FunctionSource {
  readonly provider: string;
  readonly name: string;
}

/** A file of the bundle. */
export interface BundleFile {
  /** Relative to the output folder. */
  readonly name: string;
  readonly bytes: number;
  /** What it consists of, the largest first. */
  readonly parts: readonly BundlePart[];
}

/** What one package, or one folder of ours, adds to a file. */
export interface BundlePart {
  /** `stripe`, `functions/src/core`. */
  readonly name: string;
  readonly bytes: number;
}

export interface BundleOptions {
  /** The integrations whose functions to bundle, by provider. A build for no particular project needs all, the default. */
  readonly on?: readonly string[] | undefined;
  /** Whether source maps are written, which takes a third of the time. Default: true. */
  readonly sourceMaps?: boolean;
  /** Asked before those of the build. */
  readonly plugins?: readonly Plugin[];
}

/** Spelled so, since for any other ending the functions framework first looks for the package it is in: 20 ms of a start. */
const INDEX = 'index.cjs';

const OPTIONS = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  // esbuild believes this of no version of Node, and compiles each such expression again at every use.
  supported: { 'regexp-unicode-property-escapes': true },
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  write: false,
} as const satisfies BuildOptions;

/**
 * Bundles the functions for deployment: one file for each function, one for each package that our code loads by
 * `import()`, and `index.cjs`, whose getters load the function that is asked for.
 * @param root Root of the project. Its functions/src/generated says which functions there are.
 * @param outdir The folder to write; what was in it is removed.
 */
export async function bundle(
  root: string,
  outdir: string,
  { on, sourceMaps = true, plugins = [] }: BundleOptions = {},
): Promise<readonly BundleFile[]> {
  const source = sourceFolder(root);
  const engine = engineOf(source);
  const generated = path.join(source, 'generated');
  const all = findFunctions(generated);
  const sagaSources = sagaSourcesIn(readFileSync(path.join(generated, 'index.ts'), 'utf8'));
  const groups = on && new Set(groupsOf(on, sagaSources));
  const isBuilt = ({ provider }: FunctionSource) => groups?.has(provider) ?? true;
  const functions = all.filter(isBuilt);
  const left = [...new Set(all.filter((one) => !isBuilt(one)).map(({ provider }) => provider))];
  const packages = new LazyPackages();
  const options = { ...OPTIONS, absWorkingDir: root };
  const [forFunctions, forIndex] = await Promise.all([
    esbuild({
      ...options,
      plugins: [
        ...plugins,
        stripeSignaturePlugin(source),
        lazyPackagesPlugin([source, engine], packages),
        firebaseAdminIsPure,
        rxjsAsModules,
        functionEntries(generated),
        wiredModulesArePure(generated),
      ],
      outdir,
      sourcemap: sourceMaps && 'external',
      entryPoints: functions.map((one) => ({ in: `function:${one.provider}/${one.name}`, out: fileOf(one) })),
    }),
    esbuild({
      ...options,
      plugins: [functionFilesAreExternal],
      outfile: path.join(outdir, INDEX),
      stdin: {
        contents: indexEntry(functions, sagaSources, { left, engine }),
        resolveDir: source,
        sourcefile: 'bundle-entry.cjs',
      },
    }),
  ]);
  const forPackages = await Promise.all(
    packages.entries().map(({ name, specifiers, folder }) =>
      esbuild({
        ...options,
        outfile: path.join(outdir, LazyPackages.fileOf(name)),
        stdin: packageEntry(folder, specifiers),
      }),
    ),
  );
  const results = [forFunctions, forIndex, ...forPackages];
  writeAll(
    outdir,
    results.flatMap(({ outputFiles }) => outputFiles ?? []),
  );
  return results.flatMap((result) => describe(result, root, outdir)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function packageEntry(folder: string, specifiers: readonly string[]) {
  const loaders = specifiers.map(
    (specifier) => `${JSON.stringify(specifier)}: () => import(${JSON.stringify(specifier)})`,
  );
  // An .mjs, so that what is imported is what Node's own import() would give.
  return {
    contents: `export const packages = { ${loaders.join(', ')} };`,
    resolveDir: folder,
    sourcefile: 'package-entry.mjs',
  };
}

function describe({ metafile }: BuildResult, root: string, outdir: string): readonly BundleFile[] {
  const scripts = Object.entries(metafile?.outputs ?? {}).filter(([file]) => /\.c?js$/.test(file));
  return scripts.map(([file, { bytes, inputs }]) => {
    const parts = new Map<string, number>();
    for (const [input, { bytesInOutput }] of Object.entries(inputs))
      parts.set(partOf(input), (parts.get(partOf(input)) ?? 0) + bytesInOutput);
    return {
      name: path.relative(outdir, path.join(root, file)),
      bytes,
      parts: [...parts].map(([name, size]) => ({ name, bytes: size })).toSorted((a, b) => b.bytes - a.bytes),
    };
  });
}

/** The package that a file belongs to, or the folder where it is ours. */
function partOf(input: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input) ?? [];
  return name ?? path.dirname(input);
}

/** The functions that the generated files export, each file for one provider. */
function findFunctions(generated: string): readonly FunctionSource[] {
  return globSync('*.ts', { cwd: generated, exclude: REGISTRY_FILES.map((name) => `${name}.ts`) })
    .toSorted()
    .flatMap((file) => {
      const { exported } = readModule(`generated/${file}`, readFileSync(path.join(generated, file), 'utf8'));
      return [...exported.keys()].toSorted().map((name) => ({ provider: path.basename(file, '.ts'), name }));
    });
}

function fileOf({ provider, name }: FunctionSource): string {
  return `${provider}-${name}`;
}

/** The text of the index. The environment comes first: the configuration is read from it as it loads. */
function indexEntry(
  functions: readonly FunctionSource[],
  sagaSources: readonly string[],
  { left, engine }: { readonly left: readonly string[]; readonly engine: string },
): string {
  const moduleOf = (name: string) => JSON.stringify(path.join(engine, name + ENDING));
  const groups = Map.groupBy(functions, ({ provider }) => provider);
  const loaders = [...groups].map(([provider, members]) => {
    const lines = members.map((one) => `${one.name}: () => require('./${fileOf(one)}.js').${one.name}`);
    return `${provider}: { ${lines.join(', ')} }`;
  });
  return `
const path = require('node:path');
const { loadDiscoveryEnvironment } = require(${moduleOf('discovery-environment')});
loadDiscoveryEnvironment(path.dirname(__dirname));
const { config } = require('./integrations.config.ts');
const { defineGroups } = require(${moduleOf('lazy-groups')});
const loaders = { ${loaders.join(', ')} };
defineGroups(module.exports, config, { loaders, sagaSources: ${JSON.stringify(sagaSources)}, left: ${JSON.stringify(left)} });
`;
}

/** The sources of the engine that a tree holds, or depends on. */
function engineOf(source: string): string {
  return holdsEngine(source) ? source : ENGINE_SOURCE;
}

function writeAll(outdir: string, files: readonly OutputFile[]): void {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  for (const { path: file, contents } of files) writeFileSync(file, contents);
}
