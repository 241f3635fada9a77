import { inspect } from 'node:util';

/** All of a value as text: also what errors hold. */
export function text(value: unknown): string {
  return typeof value === 'string'
    ? value
    : inspect(value, { depth: 12, breakLength: Infinity, maxStringLength: null, maxArrayLength: null });
}
