import { isJsonObject } from '../event/json.ts';
import { nearest } from './nearest.ts';
import { isWholeNumber } from './whole-number.ts';

/** Makes the error of an option that cannot work, from a sentence without its end. */
export type Fault = (sentence: string) => Error;

/** What one option takes. */
export interface Rule<Value> {
  readonly allows: (value: unknown) => value is Value;
  /** What is allowed, as it goes on after "must be". */
  readonly allowed: string;
}

/** A rule for each option of a type, by name: the compiler refuses one that is missing, or too many. */
export type Rules<Options> = { readonly [Name in keyof Options]-?: Rule<NonNullable<Options[Name]>> };

/**
 * Takes options only if each has a known name and a value that its rule allows. `undefined` is not a value: leave the option out.
 * @param fault Makes the error; it gets a sentence that says what would be allowed, or which name was meant.
 */
export function requireRules<Options>(
  configured: unknown,
  rules: Rules<Options>,
  fault: Fault,
): asserts configured is Options {
  if (!isJsonObject(configured)) throw fault('it must be an object');
  const byName = new Map<string, Rule<unknown>>(Object.entries(rules));
  for (const [name, value] of Object.entries(configured)) {
    const rule = byName.get(name);
    if (rule === undefined) throw fault(unknownName(name, [...byName.keys()]));
    if (!rule.allows(value)) throw fault(`${name} must be ${rule.allowed}`);
  }
}

/** Says that a name is none of those that are known, and which one was probably meant. */
export function unknownName(name: string, known: readonly string[], what = 'one of its options'): string {
  const meant = nearest(name, known);
  return meant === undefined
    ? `${name} is not ${what}: ${known.join(', ')}`
    : `${name} is not ${what}; you probably mean ${meant}`;
}

export function wholeNumber(least: number, most = Infinity): Rule<number> {
  return {
    allows: (value) => isWholeNumber(value, least, most),
    allowed: most === Infinity ? `a whole number of at least ${least}` : `a whole number from ${least} to ${most}`,
  };
}

export function oneOf<Value extends string | number>(values: readonly Value[]): Rule<Value> {
  return {
    allows: (value): value is Value => values.some((one) => one === value),
    allowed: `one of ${values.join(', ')}`,
  };
}

export function text(pattern: RegExp, allowed: string): Rule<string> {
  return { allows: (value): value is string => typeof value === 'string' && pattern.test(value), allowed };
}

/** True or false: a word such as "yes" is neither. */
export const flag: Rule<boolean> = { allows: (value) => typeof value === 'boolean', allowed: 'true or false' };

/** Nested options, which have their own rules. */
export const options: Rule<object> = { allows: isJsonObject, allowed: 'an object' };
