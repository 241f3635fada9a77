import type { Expression, ObjectExpression, Property, SpreadElement } from 'acorn';
import { nearest } from '../functions/src/core/options/nearest.ts';
import { DEFINE_BUNDLE, isOf } from './declarations.ts';
import { GeneratorError } from './fault.ts';
import type { Files } from './model.ts';
import { readModule } from './module-facts.ts';
import { requirePrefix } from './names.ts';

/** Relative to functions/src. */
const CONFIG = 'integrations.config.ts';
const SHOWN = `functions/src/${CONFIG}`;

/**
 * The names of the instances that integrations.config.ts describes, in alphabetical order. They are read from
 * its syntax: whatever is put together when it runs is out of reach, and refused.
 * @param integrations The names that are taken by folders.
 * @throws {GeneratorError} when a name cannot be read, or cannot name functions.
 */
export function findInstances(files: Files, integrations: readonly string[]): readonly string[] {
  const text = files.get(CONFIG);
  if (text === undefined) return [];
  const names = namesIn(objectIn(optionsIn(text), 'instances'), 'instances');
  for (const name of names) {
    requirePrefix(name);
    if (!integrations.includes(name)) continue;
    throw new GeneratorError(
      `${SHOWN} describes the instance "${name}", but integrations/${name} already exists: give the instance another name.`,
    );
  }
  return names.toSorted();
}

/**
 * The integrations and instances with the option `accounts`, so that their events may be held back. An option that is put
 * together when the file runs is not found here, and refused when the functions start.
 */
export function findAccounts(files: Files): ReadonlySet<string> {
  const text = files.get(CONFIG);
  const options = text === undefined ? undefined : optionsIn(text);
  const named = [...writtenIn(options)].filter(([name]) => name === 'integrations' || name === 'instances');
  const serving = named
    .flatMap(([, value]) => [...writtenIn(value)])
    .filter(([, described]) => {
      const accounts = writtenIn(described).get('accounts');
      return accounts !== undefined && !(accounts.type === 'Literal' && accounts.value === false);
    });
  return new Set(serving.map(([name]) => name));
}

/** The properties of an object that are written out; those of anything else are not known. */
function writtenIn(value: Expression | undefined): ReadonlyMap<string, Expression> {
  if (value?.type !== 'ObjectExpression') return new Map();
  return new Map(
    value.properties.flatMap((property) => {
      if (property.type !== 'Property' || property.computed) return [];
      const { key } = property;
      const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined;
      return name === undefined ? [] : [[name, property.value] as const];
    }),
  );
}

/**
 * The engine's integrations that integrations.config.ts names under `integrations`, in alphabetical order: those that a
 * project uses which depends on the engine.
 * @param own The names of the project's own integrations, which it may configure there too.
 * @throws {GeneratorError} if the engine has no such integration, or a name cannot be read.
 */
export function findChosen(files: Files, own: readonly string[], available: readonly string[]): readonly string[] {
  const text = files.get(CONFIG);
  if (text === undefined) return [];
  const names = namesIn(objectIn(optionsIn(text), 'integrations'), 'integrations');
  const unknown = names.find((name) => !available.includes(name) && !own.includes(name));
  if (unknown === undefined) return names.filter((name) => !own.includes(name)).toSorted();
  const meant = nearest(unknown, available);
  const advice = meant === undefined ? `choose from ${available.join(', ')}.` : `did you mean ${meant}?`;
  throw new GeneratorError(`${SHOWN} names the integration "${unknown}", which does not exist: ${advice}`);
}

/** What is handed to defineBundle. */
function optionsIn(text: string): ObjectExpression | undefined {
  const { calls } = readModule(CONFIG, text);
  const made = calls.find((call) => isOf(DEFINE_BUNDLE, call));
  if (made?.exportedAs !== 'config') {
    throw new GeneratorError(
      `${SHOWN} has to export its configuration: write "export const config = defineBundle({…})".`,
    );
  }
  const [options] = made.arguments;
  if (options === undefined || options.type === 'ObjectExpression') return options;
  throw new GeneratorError(
    `${SHOWN} has to write the options of defineBundle out as an object: the names of its instances are read, not run.`,
  );
}

/** The options whose names are read, with what they may be. */
const EXAMPLES = { instances: '{ acme: { scheme: hmac({…}) } }', integrations: '{ stripe: {} }' } as const;

type NamingOption = keyof typeof EXAMPLES;

function objectIn(options: ObjectExpression | undefined, option: NamingOption): ObjectExpression | undefined {
  const found = (options?.properties ?? []).find(
    (property) => keyOf(property, 'the options of defineBundle') === option,
  );
  if (found === undefined) return undefined;
  if (found.type === 'Property' && found.value.type === 'ObjectExpression') return found.value;
  throw new GeneratorError(
    `${SHOWN} has to write its ${option} out, as in "${option}: ${EXAMPLES[option]}": their names are read, not run.`,
  );
}

function namesIn(named: ObjectExpression | undefined, option: NamingOption): readonly string[] {
  return (named?.properties ?? []).map((property) => keyOf(property, option));
}

/** The key of a property, as it is written. @throws {GeneratorError} when it is made when the file runs. */
function keyOf(property: Property | SpreadElement, where: string): string {
  if (property.type === 'Property' && !property.computed) {
    if (property.key.type === 'Identifier') return property.key.name;
    if (property.key.type === 'Literal') return String(property.key.value);
  }
  const what = property.type === 'SpreadElement' ? 'spreads another object into' : 'computes a name in';
  throw new GeneratorError(`${SHOWN} ${what} ${where}: write each name out, since the names are read, not run.`);
}
