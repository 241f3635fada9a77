import { boundedText } from '../event/text.ts';
import { issueOf } from './issue.ts';
import type { CommandFailure, LedgerEntry, SettledCommand } from './store.ts';

/** Bytes of what failed: a batch of commands may fail as one, and an entry takes 1 MiB in all. */
const MAX_REASON_BYTES = 4_000;

/** What failed, in one text of bounded length. */
export function reasonOf(failures: readonly CommandFailure[]): string {
  return boundedText(failures.map(({ command, message }) => `${command}: ${message}`).join('; '), MAX_REASON_BYTES);
}

type ErrorFields = Pick<LedgerEntry, 'error' | 'issue' | 'stack'>;

/** The issue and the stack of the first failure: an event may fail in several ways. */
export function issueFactsOf(
  consumer: string,
  [first]: readonly CommandFailure[],
): Pick<ErrorFields, 'issue' | 'stack'> {
  if (first === undefined) return {};
  const { stack } = first;
  return { issue: issueOf({ consumer, ...first }), ...(stack !== undefined && { stack }) };
}

/** What an entry says of failures: all in one text, and the issue and the stack of the first. */
export function errorOf({ consumer }: Pick<LedgerEntry, 'consumer'>, failures: readonly CommandFailure[]): ErrorFields {
  return failures.length === 0 ? {} : { error: reasonOf(failures), ...issueFactsOf(consumer, failures) };
}

/** The same fields of an entry. */
export function errorIn({ error, issue, stack }: ErrorFields): ErrorFields {
  return {
    ...(error !== undefined && { error }),
    ...(issue !== undefined && { issue }),
    ...(stack !== undefined && { stack }),
  };
}

/** How many of an entry's commands keep the stack of their errors. */
const MAX_STACKS = 10;

/** Bytes for the errors of all commands together: an entry takes 1 MiB in all, and a batch of commands may fail as one. */
const MAX_ERRORS_BYTES = 300_000;

/** What failed for good in an earlier attempt is not added again. */
export function withFailures(
  commands: readonly SettledCommand[],
  failures: readonly CommandFailure[],
): readonly SettledCommand[] {
  const known = new Set(commands.map(({ name }) => name));
  const added = failures.filter(({ command }) => !known.has(command));
  const taken = commands.reduce((sum, { error = '' }) => sum + Buffer.byteLength(error), 0);
  const room = MAX_STACKS - commands.filter(({ stack }) => stack !== undefined).length;
  const share = Math.floor(Math.max(MAX_ERRORS_BYTES - taken, 0) / added.length);
  return [
    ...commands,
    ...added.map(({ command, message, kind, stack, instance }, index) => ({
      name: command,
      status: 'failed' as const,
      error: boundedText(message, share),
      ...(kind !== undefined && { kind }),
      ...(stack !== undefined && index < room && { stack }),
      ...(instance !== undefined && { instance }),
    })),
  ];
}
