import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { addressOf } from '../../generator/addresses.ts';
import type { Files } from '../../generator/model.ts';
import { readModule } from '../../generator/module-facts.ts';
import { UsageError } from '../exit.ts';

/** What goes when integrations go, by paths from `functions/src`. */
export interface Removal {
  readonly files: readonly string[];
  /** Packages that nothing imports any more. */
  readonly packages: readonly string[];
}

/** A module of `functions/src` and what it imports: files of `functions/src`, or packages. */
type Imports = ReadonlyMap<string, readonly string[]>;

/** The sources of integrations and sagas, tests included, by their paths from `functions/src`. */
export function readUserSources(root: string): Files {
  const source = path.join(root, 'functions', 'src');
  const files = globSync('{integrations,sagas}/**/*', { cwd: source, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(source, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  return new Map(files.toSorted().map((file) => [file, readFileSync(path.join(source, file), 'utf8')]));
}

/**
 * Plans the removal of integrations: their folders, the tests that need them, and the shared business logic that no
 * other provider uses.
 * @param files What {@link readUserSources} read.
 * @param elsewhere The packages that the rest of the project imports.
 * @throws {UsageError} if business logic of another provider imports what would go.
 */
export function planRemoval(files: Files, providers: readonly string[], elsewhere: ReadonlySet<string>): Removal {
  const imports = importsOf(files);
  const gone = new Set([...files.keys()].filter((file) => providers.some((provider) => belongsTo(file, provider))));
  const shared = [...files.keys()].filter((file) => file.startsWith('sagas/shared/') && !isTest(file));
  const before = reachedFrom([...imports.keys()].filter(isProviders), imports);
  const after = reachedFrom(
    [...imports.keys()].filter((file) => isProviders(file) && !gone.has(file)),
    imports,
  );
  for (const file of shared) if (before.has(file) && !after.has(file)) gone.add(file);
  for (const [file, needed] of imports) {
    const missing = needed.find((link) => gone.has(link) || providers.some((provider) => belongsTo(link, provider)));
    if (missing === undefined || gone.has(file)) continue;
    if (isTest(file)) gone.add(file);
    else
      throw new UsageError(
        `functions/src/${file} imports ${missing}; take that import out first. Nothing was removed.`,
      );
  }
  const kept = new Set([...imports].flatMap(([file, needed]) => (gone.has(file) ? [] : needed.map(packageOf))));
  const packages = [...imports].flatMap(([file, needed]) => (gone.has(file) ? needed.map(packageOf) : []));
  const unused = packages.filter(
    (name): name is string => name !== undefined && !kept.has(name) && !elsewhere.has(name),
  );
  return { files: [...gone].toSorted(), packages: [...new Set(unused)].toSorted() };
}

/** The package that a specifier names; undefined for a file, and for what Node brings along. */
export function packageOf(specifier: string): string | undefined {
  if (/^(?:\.|node:|(?:core|exports|gcp|generated|integrations|sagas|testing)\/)/.test(specifier)) return undefined;
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
}

function importsOf(files: Files): Imports {
  const modules = [...files].filter(([file]) => file.endsWith('.ts'));
  return new Map(
    modules.map(([file, text]) => {
      const { links, imports } = readModule(file, text);
      // Types leave no trace in the syntax, and need their package all the same.
      const types = [...text.matchAll(/^import type [^;]*? from '([^'.][^']*)';/gm)].map(
        ([, from = '']) => addressOf(file, from) ?? from,
      );
      return [file, [...new Set([...links.map((link) => link.path), ...imports.map(({ from }) => from), ...types])]];
    }),
  );
}

function reachedFrom(starts: readonly string[], imports: Imports): ReadonlySet<string> {
  const reached = new Set(starts);
  for (const file of reached) for (const link of imports.get(file) ?? []) reached.add(link);
  return reached;
}

/** Whether a file is the business logic of one provider, rather than shared or a test. */
function isProviders(file: string): boolean {
  return !file.startsWith('sagas/shared/') && !isTest(file);
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts');
}

function belongsTo(file: string, provider: string): boolean {
  return file.startsWith(`integrations/${provider}/`) || file.startsWith(`sagas/${provider}/`);
}
