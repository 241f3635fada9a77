import { parse } from 'acorn';
import { SAGAS, titleOf } from '../functions/src/core/event/names.ts';
import { GeneratorError } from './fault.ts';

/** Firebase turns each "-" of a deployed name into a step of the export path, so a prefix holds none. */
const PREFIX = /^[a-zA-Z][a-zA-Z0-9]*$/;

/** What Cloud Functions takes as the id of a function. */
const FUNCTION_ID = /^[a-zA-Z][a-zA-Z0-9_-]{0,62}$/;

/** The generated files about all providers, by their names without the ending. Every other one is named after its provider. */
export const REGISTRY_FILES = ['catalog', 'index', 'providers'] as const;

/** Entries of the engine's exports, which a provider's own entry would hide. */
const ENGINE_ENTRIES = ['functions', 'instances', 'integration', 'testing'];

/** Those files, folders and exports beside them, and the name under which faults of the whole bundle are reported. */
const TAKEN_PREFIXES: ReadonlySet<string> = new Set([
  ...REGISTRY_FILES,
  'shared',
  'config',
  'bundle',
  SAGAS,
  ...ENGINE_ENTRIES,
]);

/** @throws {GeneratorError} when a provider's name cannot name its functions. */
export function requirePrefix(prefix: string): void {
  if (!PREFIX.test(prefix)) {
    throw new GeneratorError(
      `The prefix "${prefix}" cannot name functions: use letters and digits only and begin with a letter, as in "standardWebhooks".`,
    );
  }
  const fault = faultOfName(prefix);
  if (fault !== undefined) throw new GeneratorError(`The prefix "${prefix}" cannot name functions: ${fault}.`);
  if (TAKEN_PREFIXES.has(prefix)) {
    throw new GeneratorError(
      `The prefix "${prefix}" is taken by the service itself: give the integration another name.`,
    );
  }
}

/**
 * The name of a listening codebase is both its label and the group of its functions, which Firebase joins to them by "-".
 * @throws {GeneratorError} if it cannot be both.
 */
export function requireCodebase(codebase: string): void {
  const fault = /^[a-z][a-z0-9]*$/.test(codebase)
    ? faultOfName(codebase)
    : 'use lower-case letters and digits only, and begin with a letter';
  if (fault !== undefined) throw new GeneratorError(`The codebase "${codebase}" cannot name listeners: ${fault}.`);
}

/** Why neither a file nor an export can have a name, as the half of a sentence; undefined if both can. */
export function faultOfName(name: string): string | undefined {
  if (isReservedWord(name)) return 'JavaScript keeps that word for itself';
  if (name in Object.prototype) return 'every object of JavaScript has a property of that name';
  if (name === 'then') return 'JavaScript takes a module that exports it for a promise';
  if (isDeviceName(name)) return 'Windows keeps that name for a device, and no file can have it';
  return undefined;
}

/** @see https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file#naming-conventions */
export function isDeviceName(name: string): boolean {
  return /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(name);
}

/** Whether no constant of a module can have that name. */
function isReservedWord(name: string): boolean {
  try {
    parse(`const ${name} = 1;`, { ecmaVersion: 'latest', sourceType: 'module' });
    return false;
  } catch {
    return true;
  }
}

/**
 * The id that a function of a provider deploys under: `stripe-webhook`.
 * @throws {GeneratorError} when Cloud Functions would refuse it.
 */
export function functionId(prefix: string, name: string): string {
  const id = `${prefix}-${name}`;
  if (FUNCTION_ID.test(id)) return id;
  throw new GeneratorError(
    `"${id}" cannot be deployed: the id of a function holds letters, digits, "_" and "-", and at most 63 of them.`,
  );
}

/** The functions that every provider has, or may come to have; a saga's own function cannot take their place. */
export function reservedNames(provider: string): readonly string[] {
  return ['webhook', 'topic', `on${titleOf(provider)}Event`, 'onDeadLetter', 'reconcile'];
}

/**
 * Cloud Run names the service behind a function in lower case, so that ids which differ only in case are one.
 * @throws {GeneratorError} that names the clash.
 */
export function requireDistinct(names: readonly string[], what: string): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const before = seen.get(name.toLowerCase());
    if (before !== undefined) {
      throw new GeneratorError(
        `${what} "${before}" and "${name}" differ at most in case, and Cloud Run names services in lower case: rename one.`,
      );
    }
    seen.set(name.toLowerCase(), name);
  }
}
