import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import type { Environment } from '../../functions/src/core/config/settings.ts';
import { dotenvFiles } from '../../functions/src/discovery-environment.ts';
import { Failure, UsageError } from '../exit.ts';
import { objectAt, objectsAt, textAt, type JsonObject } from './google/json.ts';
import { firebaseFolder, functionsFolder } from '../../generator/places.ts';
import { ROOT } from '../../generator/project.ts';

/** What the Firebase CLI calls a codebase that firebase.json does not name. It labels no function with this name. */
export const UNNAMED_CODEBASE = 'default';

/** One codebase, or one instance of a function kit, that firebase.json deploys from the functions folder. */
export interface Installation {
  /** The label of its functions: the name of the codebase, or the id of the kit's instance. */
  readonly codebase: string;
  /** What precedes the id of each function, with a hyphen between them; undefined if nothing does. */
  readonly prefix: string | undefined;
  /** Absolute path of the folder that holds its dotenv files. */
  readonly configDir: string;
  /** What the Firebase CLI adds to its environment. */
  readonly variables: Environment;
}

/**
 * Everything that firebase.json deploys from the functions folder.
 * @throws {Failure} if firebase.json does not say what is deployed from there.
 * @see https://firebase.google.com/docs/functions/organize-functions
 */
export function installationsOf(root = ROOT): readonly [Installation, ...Installation[]] {
  const folder = firebaseFolder(root);
  const file = path.join(folder, 'firebase.json');
  const parsed = parseJson(textOf(file));
  const config = isJsonObject(parsed) ? parsed : undefined;
  const single = objectAt(config, 'functions');
  const entries = single === undefined ? objectsAt(config, 'functions') : [single];
  const source = sourceIn(folder, root);
  const ours = entries.filter((entry) => path.posix.normalize(`${textAt(entry, 'source') ?? ''}/`) === `${source}/`);
  const [first, ...others] = ours.flatMap((entry) => installationsIn(entry, { folder, source }));
  if (first !== undefined) return [first, ...others];
  throw new Failure(
    `${file} has no entry under "functions" whose source is ${source}: nothing is deployed from there.`,
  );
}

/**
 * The installation that a command is about.
 * @param codebase Its name; it may be left out if there is only one.
 * @throws {UsageError} if there is no such installation, or several to choose from.
 */
export function installationNamed(codebase: string | undefined, root = ROOT): Installation {
  const all = installationsOf(root);
  const names = all.map((one) => one.codebase).join(', ');
  if (codebase === undefined) {
    if (all.length === 1) return all[0];
    throw new UsageError(`firebase.json deploys several installations; name one by --codebase: ${names}.`);
  }
  const found = all.find((one) => one.codebase === codebase);
  if (found !== undefined) return found;
  throw new UsageError(
    `firebase.json deploys no codebase ${codebase} from ${sourceIn(firebaseFolder(root), root)}. Choose from: ${names}.`,
  );
}

/** The folder of the functions, from the one with firebase.json. */
function sourceIn(folder: string, root: string): string {
  return path.relative(folder, functionsFolder(root)).split(path.sep).join('/');
}

interface DeployedFrom {
  /** Where firebase.json is. */
  readonly folder: string;
  /** The folder of the functions, from there. */
  readonly source: string;
}

function installationsIn(entry: JsonObject, { folder: root, source }: DeployedFrom): readonly Installation[] {
  const folder = (name: string | undefined) => path.join(root, name ?? source);
  if (textAt(entry, 'kit') === undefined) {
    const codebase = textAt(entry, 'codebase') ?? UNNAMED_CODEBASE;
    const configDir = folder(textAt(entry, 'configDir'));
    return [{ codebase, prefix: textAt(entry, 'prefix'), configDir, variables: {} }];
  }
  const instances = objectAt(entry, 'instances') ?? {};
  return Object.keys(instances).map((id) => ({
    codebase: id,
    prefix: `kit-${id}`,
    configDir: folder(textAt(instances, id)),
    variables: { FIREBASE_KIT_INSTANCE_ID: id },
  }));
}

/**
 * What the functions of an installation find in their environment, as far as its dotenv files and the Firebase CLI say.
 * @param project Undefined if it is not known; files of one project are left out then.
 */
export function environmentOf(
  { configDir, variables }: Pick<Installation, 'configDir' | 'variables'>,
  project: string | undefined,
): Environment {
  const texts = dotenvFiles({ GCLOUD_PROJECT: project }).map((name) => {
    const file = path.join(configDir, name);
    return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  });
  // The most specific comes first, and wins.
  return Object.assign({}, ...texts.toReversed(), variables);
}

/** The id that the Firebase CLI gives a function of the bundle. */
export function deployedId(functionName: string, { prefix }: Pick<Installation, 'prefix'>): string {
  return prefix === undefined ? functionName : `${prefix}-${functionName}`;
}

/** The longest id that Cloud Functions takes. */
const MAX_ID = 63;

/** A sentence for each function whose id is too long with the prefix of its installation. */
export function tooLongIds(functionNames: readonly string[], installation: Installation): readonly string[] {
  return functionNames.flatMap((name) => {
    const id = deployedId(name, installation);
    if (id.length <= MAX_ID) return [];
    const { codebase, prefix = '' } = installation;
    return [
      `${id} cannot be deployed: an id has at most ${MAX_ID} characters, and this one has ${id.length}; shorten the prefix ${prefix} of ${codebase} in firebase.json by ${id.length - MAX_ID}.`,
    ];
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Failure(`firebase.json cannot be read: ${messageOf(cause)}.`, { cause });
  }
}
