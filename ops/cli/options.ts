import { parseArgs, type ParseArgsConfig } from 'node:util';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { durationIn, momentIn } from '../../functions/src/core/event/time.ts';
import { UsageError } from '../exit.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options that mean the same wherever they are taken. */
export const COMMON = {
  json: { type: 'boolean', default: false },
  project: { type: 'string' },
  codebase: { type: 'string' },
  yes: { type: 'boolean', default: false },
} as const satisfies Options;

/** What the help of a command says of {@link COMMON}. */
export const COMMON_USAGE = {
  json: '  --json             prints JSON, for scripts',
  project: '  --project <id>     a deployed project instead of this machine, with your own Google credentials',
  codebase: '  --codebase <name>  which installation, if firebase.json deploys several (a codebase or a kit instance)',
  yes: '  --yes              does not ask before it changes a deployed project',
} as const;

/** The options of a command that reads or changes a place. */
export const PLACE = { project: COMMON.project, codebase: COMMON.codebase, json: COMMON.json } as const;

/** What the help of a command says of {@link PLACE}. */
export const PLACE_USAGE = [COMMON_USAGE.project, COMMON_USAGE.codebase, COMMON_USAGE.json].join('\n');

/** Reads a command's options. Words that are not options come as `positionals`. @throws {UsageError} */
export function optionsIn<const T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${messageOf(error)}; --help tells what there is.`);
  }
}

/**
 * A time: `2026-11-01` (midnight UTC), RFC 3339 with its zone, or how long ago: `30m`, `12h`, `3d`.
 * @throws {UsageError}
 */
export function timeOf(name: string, text: string, now: Date): Date {
  const time = momentIn(text, now);
  if (time !== undefined) return time;
  throw new UsageError(`--${name} must be a time such as 2026-11-01, 2026-11-01T12:00:00Z or 3d, for three days ago.`);
}

/** A duration in milliseconds: `30m`, `12h`, `3d`. @throws {UsageError} */
export function durationOf(what: string, text: string): number {
  const duration = durationIn(text) ?? 0;
  if (duration > 0) return duration;
  throw new UsageError(`${what} must be a duration such as 30m, 12h or 3d.`);
}

/** A whole number. @throws {UsageError} */
export function wholeNumberOf(name: string, text: string, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from 1 to ${most}.`);
}

/** One of some words; undefined if none was given. @throws {UsageError} */
export function oneOf<const Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined || text === undefined) return word;
  throw new UsageError(`--${name} must be one of ${words.join(', ')}.`);
}

/** Refuses words that a command has no use for. @throws {UsageError} */
export function requireNoMore(extra: readonly string[]): void {
  const [word] = extra;
  if (word !== undefined) throw new UsageError(`Unexpected argument "${word}"; see --help.`);
}
