import { readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import { Failure } from '../exit.ts';
import { objectAt, objectsAt, textAt } from './google/json.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** The folder that this bundle is deployed from. */
const SOURCE = 'functions';

/** What the Firebase CLI calls a codebase that firebase.json does not name. It labels no function with this name. */
export const UNNAMED_CODEBASE = 'default';

/** How this bundle is deployed. */
export interface Codebase {
  readonly codebase: string;
  /** What stands before the id of each function, with a hyphen between them; undefined if nothing does. */
  readonly prefix: string | undefined;
}

/**
 * The codebase of this bundle, as firebase.json describes it.
 * @throws {Failure} if firebase.json does not say what is deployed from the functions folder.
 * @see https://firebase.google.com/docs/functions/organize-functions
 */
export function codebaseOf(root = ROOT): Codebase {
  const file = path.join(root, 'firebase.json');
  const parsed = parseJson(textOf(file));
  const config = isJsonObject(parsed) ? parsed : undefined;
  const single = objectAt(config, 'functions');
  const codebases = single === undefined ? objectsAt(config, 'functions') : [single];
  const ours = codebases.find((codebase) => path.normalize(`${textAt(codebase, 'source') ?? ''}/`) === `${SOURCE}/`);
  if (ours !== undefined) {
    return { codebase: textAt(ours, 'codebase') ?? UNNAMED_CODEBASE, prefix: textAt(ours, 'prefix') };
  }
  throw new Failure(
    `${file} has no entry under "functions" whose source is ${SOURCE}: nothing is deployed from there.`,
  );
}

/** The id that the Firebase CLI gives a function of the bundle. */
export function deployedId(functionName: string, { prefix }: Pick<Codebase, 'prefix'>): string {
  return prefix === undefined ? functionName : `${prefix}-${functionName}`;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Failure(`firebase.json cannot be read: ${messageOf(cause)}.`, { cause });
  }
}
