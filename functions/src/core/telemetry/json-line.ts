import { messageOf } from '../event/error-text.ts';
import type { LogLine } from './logger.ts';
import { boundedText } from '../event/text.ts';

/**
 * Bytes of a line without its line break. Cloud Logging takes entries of 256 KB, counts what it adds itself, and keeps
 * a longer line as mere text.
 * @see https://cloud.google.com/logging/quotas
 */
export const MAX_LINE_BYTES = 250_000;

/** Bytes that one UTF-16 code unit takes in UTF-8 at the most. */
const MAX_BYTES_PER_UNIT = 3;

/** How far a line that is too long is cut: bytes of each text, then elements of each list or object. */
const CUTS = [
  [16_384, 512],
  [2_048, 64],
  [256, 8],
] as const;

/** Fields, and bytes of each, of a line that is cut to its plain fields. */
const MAX_SCALARS = 100;
const MAX_SCALAR = 256;

/** Deeper causes repeat what the outer ones said. */
const MAX_CAUSES = 3;
/** The errors of an `AggregateError` that are told. */
const MAX_SIBLINGS = 3;

/**
 * Prints a line as one line of JSON with its line break; errors become their name, code, message, stack and causes.
 * It never throws, and a line that is too long for Cloud Logging is cut to valid JSON with the field `cut: true`.
 */
export function printJsonLine(line: LogLine): string {
  return `${jsonOfLine(line, MAX_LINE_BYTES)}\n`;
}

/** The same without its line break, cut if it is over `most` bytes. A line of very many fields may stay longer than that. */
export function jsonOfLine(line: LogLine, most: number): string {
  const text = attempted(() => plain(line)) ?? repaired(line);
  return fits(text, most) ? text : shortened(line, most);
}

function plain(line: LogLine): string | undefined {
  // A replacer is called for every value, and most lines hold nothing that needs one.
  const isFlat = Object.values(line).every((value) => typeof value !== 'object');
  const text = isFlat ? JSON.stringify(line) : JSON.stringify(line, withErrors);
  // JSON.stringify escapes half a surrogate pair, which parsers of JSON refuse elsewhere.
  return text.includes('\\ud') ? undefined : text;
}

/** For what `JSON.stringify` throws at, or prints as others cannot read it. */
function repaired(line: LogLine): string {
  return attempted(() => JSON.stringify(line, withRepairs)) ?? scalarsOf(line);
}

function shortened({ severity, message, ...fields }: LogLine, most: number): string {
  const line = { severity, message, cut: true, ...fields };
  for (const [bytes, elements] of CUTS) {
    const text = attempted(() => JSON.stringify(line, cutTo(bytes, elements)));
    if (text !== undefined && fits(text, most)) return text;
  }
  return scalarsOf(line);
}

/** What is left of a line that cannot be printed otherwise: it has few fields. */
function scalarsOf(line: LogLine): string {
  const scalars = Object.entries(line).flatMap(([name, value]) => {
    const scalar = scalarOf(value);
    return scalar === undefined ? [] : [[boundedText(name, MAX_SCALAR), scalar] as const];
  });
  return JSON.stringify(Object.fromEntries(scalars.slice(0, MAX_SCALARS)));
}

function scalarOf(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? boundedText(value, MAX_SCALAR) : undefined;
}

function withErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? describeError(value) : value;
}

function withRepairs(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'bigint') return String(value);
  return value instanceof Error ? describeError(value) : value;
}

function cutTo(bytes: number, elements: number): (key: string, value: unknown) => unknown {
  return (key, value) => {
    const repairedValue = withRepairs(key, value);
    if (typeof repairedValue === 'string') return boundedText(repairedValue, bytes);
    if (Array.isArray(repairedValue)) return repairedValue.slice(0, elements);
    if (typeof repairedValue !== 'object' || repairedValue === null) return repairedValue;
    const entries = Object.entries(repairedValue);
    return entries.length <= elements ? repairedValue : Object.fromEntries(entries.slice(0, elements));
  };
}

function fits(text: string, most: number): boolean {
  if (text.length * MAX_BYTES_PER_UNIT <= most) return true;
  return text.length <= most && Buffer.byteLength(text) <= most;
}

function attempted(print: () => string | undefined): string | undefined {
  try {
    return print();
  } catch {
    // A cycle, a BigInt, or a `toJSON` that throws: handlers log what they like.
    return undefined;
  }
}

function describeError(error: Error, depth = 0): Readonly<Record<string, unknown>> {
  const code = 'code' in error ? error.code : undefined;
  const siblings =
    error instanceof AggregateError ? error.errors.slice(0, MAX_SIBLINGS).map((one) => messageOf(one)) : [];
  return {
    name: error.name,
    ...(code !== undefined && { code }),
    message: error.message,
    stack: error.stack,
    ...(siblings.length > 0 && { errors: siblings }),
    ...(error.cause !== undefined && depth < MAX_CAUSES && { cause: describeCause(error.cause, depth + 1) }),
  };
}

/** A cause that is an object may be a payload, or an answer with headers: only its message is told. */
function describeCause(cause: unknown, depth: number): unknown {
  return cause instanceof Error ? describeError(cause, depth) : messageOf(cause);
}
