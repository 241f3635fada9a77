import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BundleConfig } from '../functions/src/core/config/bundle.ts';
import { GeneratorError } from './fault.ts';
import { holdsTree, sourceFolder, surfaceOf } from './places.ts';
import type { OwnSetting } from '../functions/src/core/config/own-settings.ts';
import type { DurableEntry } from '../functions/src/core/inspect/catalog.ts';
import type { CatalogEntry } from '../functions/src/generated/catalog.ts';

/** The root of the user's tree: the folder around the working directory that holds one, else the one that this program is in. */
export const ROOT = rootFrom(process.cwd());

/** Where the user's tree is for a program that is started in a folder. */
export function rootFrom(folder: string): string {
  if (holdsTree(folder)) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? path.join(import.meta.dirname, '..') : rootFrom(parent);
}

/** The configuration that the user wrote. Loading it reads the environment, so the dotenv files have to be loaded before. */
export async function userConfig(): Promise<BundleConfig> {
  const loaded: { readonly config: BundleConfig } = await load('integrations.config.ts');
  return loaded.config;
}

/** What the generator found in the user's tree, by the names of the providers. */
export async function userCatalog(): Promise<Readonly<Record<string, CatalogEntry>>> {
  const loaded: { readonly catalog: Readonly<Record<string, CatalogEntry>> } = await load('generated/catalog.ts');
  return loaded.catalog;
}

/** The durable sagas that the generator found in the user's tree, by name. */
export async function userDurableSagas(): Promise<Readonly<Record<string, DurableEntry>>> {
  // Code that an older version has generated knows of none.
  const loaded: { readonly durableSagas?: Readonly<Record<string, DurableEntry>> } = await load('generated/catalog.ts');
  return loaded.durableSagas ?? {};
}

/** The settings and secrets that the handlers of durable sagas read. */
export async function userSagaSettings(): Promise<readonly OwnSetting[]> {
  const loaded: { readonly sagaSettings?: () => Promise<readonly OwnSetting[]> } = await load('generated/catalog.ts');
  return (await loaded.sagaSettings?.()) ?? [];
}

/** The groups of functions of the integrations that are on. @throws {IntegrationError} `bad-config` */
export async function userFunctions(): Promise<object> {
  return load(surfaceOf(sourceFolder(ROOT)));
}

/** The functions of one provider, whether its integration is on or not. The configuration has to be loaded before. */
export async function userFunctionsOf(provider: string): Promise<object> {
  return load(`generated/${provider}.ts`);
}

function load(file: string) {
  requireTree();
  return import(pathToFileURL(path.join(sourceFolder(ROOT), file)).href);
}

/** The packed engine holds no project: it is started in one. @throws {GeneratorError} if it is not. */
export function requireTree(): void {
  if (holdsTree(ROOT)) return;
  throw new GeneratorError(
    `There is no project in ${process.cwd()}: change to its folder, or make one with npx integrations create <folder>.`,
  );
}
