import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { addressOf } from '../../generator/addresses.ts';
import { kindOf } from '../../generator/declarations.ts';
import type { Files } from '../../generator/model.ts';
import { sourceFolder } from '../../generator/places.ts';
import { readModule } from '../../generator/module-facts.ts';
import { UsageError } from '../exit.ts';

/** What goes when integrations go, by paths from `functions/src`. */
export interface Removal {
  readonly files: readonly string[];
  /** Packages that nothing imports any more. */
  readonly packages: readonly string[];
  /** Of the files, those of durable sagas that also take events of integrations that stay. */
  readonly shared: readonly string[];
}

/** A module of `functions/src` and what it imports: files of `functions/src`, or packages. */
type Imports = ReadonlyMap<string, readonly string[]>;

/** The sources of integrations and sagas, tests included, by their paths from `functions/src`. */
export function readUserSources(root: string): Files {
  const source = sourceFolder(root);
  const files = globSync('{integrations,sagas}/**/*', { cwd: source, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(source, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  return new Map(files.toSorted().map((file) => [file, readFileSync(path.join(source, file), 'utf8')]));
}

/**
 * Plans the removal of integrations: their folders, the tests that need them, the durable sagas that also take their events,
 * and the shared business logic that nothing else uses.
 * @param files What {@link readUserSources} read.
 * @param elsewhere The packages that the rest of the project imports.
 * @throws {UsageError} if business logic of another provider imports what would go.
 */
export function planRemoval(files: Files, providers: readonly string[], elsewhere: ReadonlySet<string>): Removal {
  const imports = importsOf(files);
  const isOwn = (file: string) => providers.some((provider) => belongsTo(file, provider));
  const durable = sharedDurableSagas(files);
  const own = [...files.keys()].filter((file) => isOwn(file) || (durable.has(file) && imports.get(file)?.some(isOwn)));
  const removed = new Set([...own, ...orphansOf(new Set(own), imports, durable)]);
  const isRemoved = (link: string) => removed.has(link) || providers.some((provider) => belongsTo(link, provider));
  const dependants = [...imports].filter(([file, needed]) => !removed.has(file) && needed.some(isRemoved));
  const refused = dependants.find(([file]) => !isTest(file));
  if (refused !== undefined) {
    const [file, needed] = refused;
    throw new UsageError(
      `functions/src/${file} imports ${needed.find(isRemoved)}. Remove that import first. Nothing was removed.`,
    );
  }
  for (const [file] of dependants) removed.add(file);
  return {
    files: [...removed].toSorted(),
    packages: unusedPackages(removed, imports, elsewhere),
    shared: [...durable].filter((file) => removed.has(file)),
  };
}

/** The files of durable sagas that are in no provider's folder. Nothing imports them. */
function sharedDurableSagas(files: Files): ReadonlySet<string> {
  const shared = [...files].filter(
    ([file]) => file.startsWith('sagas/shared/') && file.endsWith('.ts') && !isTest(file),
  );
  const declares = (file: string, text: string) =>
    readModule(file, text).calls.some((call) => kindOf(call) === 'durableSaga');
  return new Set(shared.filter(([file, text]) => declares(file, text)).map(([file]) => file));
}

/** The shared business logic that only removed files reach. */
function orphansOf(removed: ReadonlySet<string>, imports: Imports, durable: ReadonlySet<string>): readonly string[] {
  const starts = [...imports.keys()].filter((file) => isProviders(file) || durable.has(file));
  const before = reachedFrom(starts, imports);
  const after = reachedFrom(
    starts.filter((file) => !removed.has(file)),
    imports,
  );
  return [...before].filter((file) => file.startsWith('sagas/shared/') && !after.has(file));
}

/** The packages that only removed files import. */
function unusedPackages(
  removed: ReadonlySet<string>,
  imports: Imports,
  elsewhere: ReadonlySet<string>,
): readonly string[] {
  const packagesOf = (isWanted: (file: string) => boolean) =>
    new Set(
      [...imports].flatMap(([file, needed]) => (isWanted(file) ? needed.flatMap((from) => packageOf(from) ?? []) : [])),
    );
  const kept = packagesOf((file) => !removed.has(file));
  return [...packagesOf((file) => removed.has(file))]
    .filter((name) => !kept.has(name) && !elsewhere.has(name))
    .toSorted();
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
