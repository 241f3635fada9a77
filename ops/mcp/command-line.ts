import * as z from 'zod';
import type { NamedPlace } from '../cli/open-place.ts';
import type { Tool } from './tool.ts';

const VALUE = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const INPUT = z.record(z.string(), VALUE.optional());

type Value = z.infer<typeof VALUE> | undefined;

/**
 * The command line that a call means. Every value is bound to its option, or comes after `--`, so that none is taken
 * for another option.
 */
export function commandLineOf(tool: Tool, said: unknown, place: NamedPlace): string[] {
  const { command, words = [], takes = [] } = tool;
  const input = INPUT.parse(said);
  const options = Object.entries(input).flatMap(([name, value]) =>
    words.includes(name) ? [] : optionsOf(name.replaceAll('_', '-'), value),
  );
  if (place.project !== undefined) options.push(`--project=${place.project}`);
  if (place.codebase !== undefined && takes.includes('codebase')) options.push(`--codebase=${place.codebase}`);
  if (takes.includes('yes')) options.push('--yes');
  const last = words.flatMap((name) => wordsOf(input[name]));
  return [...command.split(' '), '--json', ...options, ...(last.length > 0 ? ['--', ...last] : [])];
}

function optionsOf(name: string, value: Value): readonly string[] {
  if (value === false) return [];
  if (value === true) return [`--${name}`];
  return wordsOf(value).map((word) => `--${name}=${word}`);
}

function wordsOf(value: Value): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [String(value)];
}
