import { existsSync } from 'node:fs';
import path from 'node:path';
import { besideEngine, besideOwn, type Addresses } from './addresses.ts';
import { renderAsyncApi } from './asyncapi.ts';
import { findBusinessLogic, readSagas, requireDeclaredRetries } from './business-logic.ts';
import { CloudFunctionGenerator } from './cloud-function-generator.ts';
import { findDurableSagas } from './durable-sagas.ts';
import { renderDurableSagas } from './durable-functions.ts';
import { SAGAS } from '../functions/src/core/event/names.ts';
import { findAccounts, findChosen, findInstances } from './instances.ts';
import {
  findEventClass,
  findIntegrations,
  findMissed,
  findFailedDeliveries,
  findRegistration,
  findProviderTopic,
  findTitle,
  requireKnownFolders,
} from './integrations.ts';
import { retriesLater, type BusinessLogicSource, type DurableGroup, type Files, type ProviderSource } from './model.ts';
import { requireDistinct } from './names.ts';
import { renderListenerGroup, renderRegistry } from './registry.ts';
import { requireImports } from './missing-imports.ts';
import { ENGINE_SOURCE, holdsEngine, sourceFolder } from './places.ts';
import { writeProjectFiles } from './project-files.ts';
import { requireNoStrays } from './strays.ts';
import {
  applyChanges,
  changesBetween,
  engineIntegrations,
  readEngineSources,
  readGenerated,
  readSources,
  readStrays,
  type Changes,
} from './tree.ts';
import { wantedTypesIn } from './wanted-types.ts';

/** What there is to write functions from. */
interface Discovered {
  readonly providers: readonly ProviderSource[];
  readonly group: DurableGroup;
}

/** Reads the providers, their business logic and the durable sagas out of the sources. @throws {GeneratorError} */
function discoverAll(sources: Files): Discovered {
  const integrations = findIntegrations(sources);
  const instances = findInstances(sources, integrations);
  const providers = [...integrations, ...instances].toSorted();
  requireDistinct(providers, 'The integrations');
  requireKnownFolders(sources, providers);
  const modules = readSagas(sources);
  const group = findDurableSagas(modules, providers);
  requireDeclaredRetries(modules);
  const wanted = wantedTypesIn(modules);
  const accounts = findAccounts(sources);
  const found = providers.map((provider) => ({
    provider,
    title: findTitle(provider, sources),
    ...(instances.includes(provider) ? INSTANCE : programmed(provider, sources)),
    ...findBusinessLogic(provider, modules, group),
    wants: wanted(provider),
    ...(accounts.has(provider) && { hasAccounts: true }),
  }));
  const waiting = found.filter((one) => retriesLater(one) || one.hasAccounts === true);
  return { group: { ...group, waiting: waiting.map(({ provider }) => provider) }, providers: found };
}

/** Reads the providers and their business logic out of the sources. @throws {GeneratorError} */
export function discover(sources: Files): readonly ProviderSource[] {
  return discoverAll(sources).providers;
}

/** What the generated code of every instance has in common. */
const INSTANCE = {
  isInstance: true,
  listsMissed: undefined,
  listsFailures: false,
  isRegistered: false,
  publishesToTopic: false,
  reviveTakesServices: false,
} as const;

function programmed(
  provider: string,
  sources: Files,
): Omit<ProviderSource, 'provider' | 'title' | 'wants' | keyof BusinessLogicSource> {
  return {
    isInstance: false,
    listsMissed: findMissed(provider, sources),
    listsFailures: findFailedDeliveries(provider, sources),
    isRegistered: findRegistration(provider, sources),
    publishesToTopic: findProviderTopic(provider, sources),
    ...findEventClass(provider, sources),
  };
}

/**
 * All of functions/src/generated, by paths below it. Pure.
 * @param addresses How it imports other files; as in a clone by default.
 * @throws {GeneratorError}
 */
export function render(sources: Files, addresses: Addresses = besideEngine): Files {
  const { providers, group } = discoverAll(sources);
  const functions = providers.flatMap((source) => [
    ...CloudFunctionGenerator.withPrefix(source.provider, { addresses }).render(source),
  ]);
  return new Map([
    ...renderRegistry(providers, group, addresses),
    ...functions,
    ...renderDurableSagas(group, { addresses }),
  ]);
}

/** The sources of a project, and how its generated code imports them. */
interface Tree {
  /** What the generator reads, those of the engine's integrations included that the project uses. */
  readonly sources: Files;
  /** Of these, the project's own files. */
  readonly own: Files;
  readonly addresses: Addresses;
}

/** Reads the sources of a project: a clone holds the engine, every other project depends on it. @throws {GeneratorError} */
export function readTree(root: string): Tree {
  const source = sourceFolder(root);
  const own = readSources(source);
  if (holdsEngine(source)) return { sources: own, own, addresses: besideEngine };
  const integrations = findIntegrations(own);
  const chosen = findChosen(own, integrations, engineIntegrations(ENGINE_SOURCE));
  const isOwn = (file: string) =>
    own.has(file) || integrations.some((name) => file.startsWith(`integrations/${name}/`));
  const sources = new Map([...readEngineSources(ENGINE_SOURCE, chosen), ...own]);
  return { sources, own, addresses: besideOwn(isOwn) };
}

/** The providers of a project, with their business logic. @throws {GeneratorError} */
export function providersIn(root: string): readonly ProviderSource[] {
  return discover(readTree(root).sources);
}

/**
 * Brings functions/src/generated up to date, or says what is not.
 * @param root Root of the project.
 * @param options.check Change nothing.
 * @returns what was changed; with `check`, what would be.
 * @throws {GeneratorError} with a sentence that says what to fix in the tree.
 */
export function generate(root: string, { check = false } = {}): Changes {
  const source = sourceFolder(root);
  const folder = path.join(source, 'generated');
  const { sources, own, addresses } = readTree(root);
  requireNoStrays(readStrays(source));
  const wanted = render(sources, addresses);
  const isThere = (file: string) => existsSync(path.join(source, file)) || isOfEngine(file);
  requireImports(own, (file) => wanted.has(file.replace('generated/', '')) || isThere(file));
  const changes = changesBetween(readGenerated(folder), wanted);
  if (!check) {
    applyChanges(folder, wanted, changes);
    if (!holdsEngine(source)) writeProjectFiles(root);
  }
  return changes;
}

/** Whether a file that is imported by name is the engine's, wherever the engine is. */
function isOfEngine(file: string): boolean {
  return [file, file.replace(/\.ts$/, '.js')].some((one) => existsSync(path.join(ENGINE_SOURCE, one)));
}

/** All of the functions/src/generated of another codebase, by paths below it. Pure. @throws {GeneratorError} */
export function renderListeners(sources: Files, codebase: string): Files {
  const { providers: all, group } = discoverAll(sources);
  const providers = all.filter(({ sagas, tasks, durable }) => sagas.length + tasks.length + durable.length > 0);
  const functions = providers.flatMap((source) => [
    ...CloudFunctionGenerator.withPrefix(source.provider, { codebase }).render(source),
  ]);
  const durable = renderDurableSagas(group, { codebase });
  const names = [...providers.map(({ provider }) => provider), ...(durable.size > 0 ? [SAGAS] : [])];
  return new Map([...functions, ...durable, ['index.ts', renderListenerGroup(codebase, names)]]);
}

/**
 * Brings functions/src/generated of another codebase up to date: the listeners that run its business logic on the events
 * of this engine's integrations.
 * @param root Root of the other codebase's project.
 * @param options.codebase Its name in firebase.json.
 * @param options.check Change nothing.
 * @throws {GeneratorError}
 */
export function generateListeners(
  root: string,
  { codebase, check = false }: { readonly codebase: string; readonly check?: boolean },
): Changes {
  const isOf = (folder: string) => (file: readonly [string, string]) => file[0].startsWith(folder);
  const engine = [
    ...readSources(ENGINE_SOURCE),
    ...readEngineSources(ENGINE_SOURCE, engineIntegrations(ENGINE_SOURCE)),
  ];
  const source = sourceFolder(root);
  const theirs = [...readSources(source)].filter(isOf('sagas/'));
  const wanted = renderListeners(new Map([...engine.filter((file) => !isOf('sagas/')(file)), ...theirs]), codebase);
  const folder = path.join(source, 'generated');
  const changes = changesBetween(readGenerated(folder), wanted);
  if (!check) applyChanges(folder, wanted, changes);
  return changes;
}

/**
 * The AsyncAPI document of every topic that the bundle publishes to, as JSON.
 * @param root Root of the project.
 * @throws {GeneratorError}
 */
export function asyncApiDocument(root: string): string {
  return renderAsyncApi(providersIn(root));
}

/**
 * The files of business logic that functions load, from the root of the project.
 * @param providers Whose; those of all of them by default.
 * @throws {GeneratorError}
 */
export function businessLogicFiles(root: string, providers?: readonly string[]): readonly string[] {
  const found = providersIn(root);
  const exports = found
    .filter(({ provider }) => providers?.includes(provider) ?? true)
    .flatMap(({ sagas, tasks, durable, handlers }) => [...sagas, ...tasks, ...durable, ...handlers]);
  return [...new Set(exports.map((one) => `functions/src/${one.path}`))].toSorted();
}
