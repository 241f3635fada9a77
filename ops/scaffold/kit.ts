import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { isJsonObject, isText, parseJson } from '../../functions/src/core/event/json.ts';
import { firebaseFolder } from '../../generator/places.ts';
import { Failure, UsageError } from '../exit.ts';
import { FIREBASE_CLI } from '../firebase-cli.ts';
import { sorted } from './project.ts';
import { codebaseHooks, functionEntries, readFirebaseJson, writeFirebaseJson } from './firebase-json.ts';

/** A function kit of this package, as the Firebase CLI installs it. */
export interface InstalledKit {
  readonly id: string;
  /** The folder that becomes a project, where the CLI has put the sources of the kit. */
  readonly root: string;
  /** That folder from the one with firebase.json, with `/`. */
  readonly source: string;
  /** Where firebase.json is. */
  readonly firebase: string;
  readonly instances: readonly string[];
}

/**
 * The kit of this package that a command is about.
 * @param folder Where the command is started. @param wanted The kit's id, if it is not clear from there.
 * @throws {Failure | UsageError} that says how to install one, or how to name one of several.
 */
export function findKit(folder: string, wanted: string | undefined): InstalledKit {
  const firebase = firebaseFolder(folder);
  const kits = existsSync(path.join(firebase, 'firebase.json')) ? kitsIn(firebase) : [];
  const here = kits.filter(({ root }) => root === folder);
  const found = wanted !== undefined ? kits.filter(({ id }) => id === wanted) : here.length > 0 ? here : kits;
  const [kit, another] = found;
  const names = kits.map(({ id }) => id).join(', ');
  if (another !== undefined) throw new UsageError(`firebase.json has several kits; name one by --kit: ${names}.`);
  if (kit !== undefined) return kit;
  if (kits.length > 0) throw new UsageError(`There is no kit ${wanted}. Choose from: ${names}.`);
  throw new Failure(
    `No function kit of ${packageJson.name} is installed in ${firebase}. Install it first: ${FIREBASE_CLI} functions:kits:install --package ${packageJson.name}`,
  );
}

function kitsIn(firebase: string): readonly InstalledKit[] {
  return functionEntries(readFirebaseJson(firebase)).flatMap((entry) => {
    const { kit: id, source, sourcePackage, instances } = entry;
    const isOurs = isJsonObject(sourcePackage) && sourcePackage['name'] === packageJson.name;
    if (!isText(id) || !isText(source) || !isOurs) return [];
    // Once it is a project, its functions are deployed from a folder below it.
    const folder = source.replace(/\/functions$/, '');
    const names = isJsonObject(instances) ? Object.keys(instances) : [];
    return [{ id, root: path.join(firebase, folder), source: folder, firebase, instances: names }];
  });
}

/**
 * The `package.json` of the project that a kit becomes: what the Firebase CLI has installed stays, with its versions.
 * @param text What a new project would have.
 */
export function kitPackage({ root }: InstalledKit, text: string): string {
  const present = readManifest(root);
  const wanted = parseJson(text);
  const merged = isJsonObject(wanted) ? wanted : {};
  const dependencies = { ...objectIn(merged, 'dependencies'), ...objectIn(present, 'dependencies') };
  return `${JSON.stringify({ ...merged, dependencies: sorted(Object.entries(dependencies)) }, null, 2)}\n`;
}

/** Removes what the Firebase CLI has made of its own template: an index that exports the package, and how it is compiled. */
export function removeTemplate({ root, id }: InstalledKit): void {
  const index = path.join(root, 'src', 'index.ts');
  const isTemplate = existsSync(index) && readFileSync(index, 'utf8').includes(`export * from "${packageJson.name}"`);
  if (existsSync(index) && !isTemplate) {
    throw new UsageError(
      `${index} is not what the Firebase CLI writes. Move your code of the kit ${id} out of ${path.join(root, 'src')}, then try again: sagas belong in functions/src/sagas.`,
    );
  }
  for (const file of ['src', 'lib', 'tsconfig.json']) rmSync(path.join(root, file), { recursive: true, force: true });
}

/** Has the kit's entry in firebase.json deploy the bundle of the project, with its hooks. */
export function setKitEntry({ id, firebase, source }: InstalledKit): void {
  const config = readFirebaseJson(firebase);
  const functions = functionEntries(config).map((entry) =>
    entry['kit'] === id ? { ...entry, source: `${source}/functions`, ...codebaseHooks(source) } : entry,
  );
  writeFirebaseJson(firebase, { ...config, functions });
}

function readManifest(root: string): Readonly<Record<string, unknown>> {
  const parsed = parseJson(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return isJsonObject(parsed) ? parsed : {};
}

function objectIn(object: Readonly<Record<string, unknown>>, key: string): object {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}
