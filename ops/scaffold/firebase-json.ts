import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import { firebaseFolder } from '../../generator/places.ts';
import { Failure, UsageError } from '../exit.ts';

/** What the Firebase CLI leaves out of an upload: `node_modules` is installed there, and the bundle is all that runs. */
const IGNORED = ['node_modules', '.git', 'src', '*.test.*', '*.map', '.env', '.env.*', '.secret.local', '*.log'];

const CODEBASE = 'integration-service';

/** The Firebase project that a new folder would be in: the nearest folder above it with a firebase.json. */
export function firebaseProjectAround(folder: string): string | undefined {
  const around = firebaseFolder(path.dirname(folder));
  return existsSync(path.join(around, 'firebase.json')) ? around : undefined;
}

/**
 * Adds a codebase to a firebase.json, beside those that are there.
 * @param folder That of the codebase's project, from the one with firebase.json.
 * @throws {UsageError} if the file names such a codebase already.
 */
export function addCodebase(root: string, folder: string): void {
  const place = folder.split(path.sep).join('/');
  const config = readFirebaseJson(root);
  const entries = functionEntries(config);
  if (entries.some((entry) => entry['codebase'] === CODEBASE)) {
    throw new UsageError(
      `${path.join(root, 'firebase.json')} has a codebase ${CODEBASE} already. Nothing was written: use its project, or create another one outside of this Firebase project.`,
    );
  }
  const entry = { codebase: CODEBASE, source: `${place}/functions`, ...codebaseHooks(place) };
  writeFirebaseJson(root, { ...config, functions: [...entries, entry] });
}

/**
 * What the entry of a project says besides its name and its source: what runs before and after a deploy.
 * @param folder That of the project, from the one with firebase.json, where hooks run.
 */
export function codebaseHooks(folder: string): object {
  const run = (script: string) => `npm --prefix ${folder} run ${script}`;
  return {
    runtime: 'nodejs24',
    disallowLegacyRuntimeConfig: true,
    ignore: IGNORED,
    predeploy: [run('build'), run('delivery:predeploy')],
    postdeploy: [`${run('delivery:apply')} -- --postdeploy`],
  };
}

/** The content of a firebase.json. @throws {Failure} */
export function readFirebaseJson(root: string): Readonly<Record<string, unknown>> {
  const file = path.join(root, 'firebase.json');
  const config = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined;
  if (isJsonObject(config)) return config;
  throw new Failure(`${file} is not a JSON object: run firebase init, or correct it.`);
}

/** Writes it as the Firebase CLI does. */
export function writeFirebaseJson(root: string, config: object): void {
  writeFileSync(path.join(root, 'firebase.json'), `${JSON.stringify(config, null, 2)}\n`);
}

/** What is deployed: one entry may stand without a list. */
export function functionEntries({
  functions,
}: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  return [functions].flat().filter(isJsonObject);
}
