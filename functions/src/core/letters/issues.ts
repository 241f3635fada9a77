import type { LedgerEntry } from '../ledger/store.ts';
import { stepIn } from '../ledger/issue.ts';
import type { LetterSummary } from './letter-reader.ts';

/** Failures that are likely to have one cause: the same error of the same command of one consumer. */
export interface Issue {
  /** See `issueOf`. */
  readonly issue: string;
  readonly provider: string;
  /** Who failed: the consumer, or the subscription if Pub/Sub itself gave up. */
  readonly consumer: string;
  readonly command?: string;
  /** What the last failure said. */
  readonly reason: string;
  /** The frames at which the last error was thrown, if they are known. */
  readonly stack?: string;
  /** RFC 3339: the first and the last failure that is known. */
  readonly first: string;
  readonly last: string;
  /** How many dead letters it has, by how they stand. */
  readonly letters: IssueCounts;
  /** Events whose last attempt failed like this, and that are tried again. */
  readonly retrying: number;
  /** RFC 3339, when letters of it were last redriven. */
  readonly redrivenAt?: string;
  /** Whether it failed again after that. */
  readonly isBack: boolean;
}

export type IssueCounts = Readonly<Record<'open' | 'redriven' | 'dismissed', number>>;

export interface IssueQuery {
  readonly provider?: string | undefined;
  readonly consumer?: string | undefined;
  /** Also those whose letters are all redriven or dismissed. */
  readonly settled?: boolean;
}

export interface IssueList {
  /** Those that failed last come first. */
  readonly issues: readonly Issue[];
  /** Open letters that an earlier version kept: they belong to no issue. */
  readonly ungrouped: number;
}

/** Groups dead letters and failed attempts for people. */
export interface IssueReader {
  issues(query: IssueQuery): Promise<IssueList>;
  issue(issue: string): Promise<Issue | undefined>;
}

/** What a store knows of the letters of an issue. */
export interface IssueLetters {
  readonly first: string;
  readonly last: LetterSummary;
  readonly counts: IssueCounts;
  readonly redrivenAt?: string | undefined;
}

/** What a store knows of the events that are tried again. */
export interface IssueRetries {
  readonly count: number;
  /** RFC 3339, the failed attempt that is the longest ago. */
  readonly first: string;
  /** The entry whose attempt failed last. */
  readonly last: LedgerEntry;
}

/** An issue, of what its letters and its failed attempts tell. @returns undefined if there is neither. */
export function issueFrom(
  issue: string,
  { letters, retries }: { readonly letters?: IssueLetters | undefined; readonly retries?: IssueRetries | undefined },
): Issue | undefined {
  const failed = [letters && ofLetter(letters.last), retries && ofEntry(retries.last)]
    .filter((one) => one !== undefined)
    .toSorted((one, other) => one.last.localeCompare(other.last))
    .at(-1);
  if (failed === undefined) return undefined;
  const firsts = [letters?.first, retries?.first].filter((time) => time !== undefined).toSorted();
  const redrivenAt = letters?.redrivenAt;
  const isAfter = redrivenAt !== undefined && failed.last > redrivenAt;
  const isUnsettled = (letters?.counts.open ?? 0) > 0 || retries !== undefined;
  return {
    issue,
    ...failed,
    first: firsts[0] ?? failed.last,
    letters: letters?.counts ?? { open: 0, redriven: 0, dismissed: 0 },
    retrying: retries?.count ?? 0,
    ...(redrivenAt !== undefined && { redrivenAt }),
    isBack: isAfter && isUnsettled,
  };
}

/** Those that a query asks for, in the order of a list. */
export function listedIssues(issues: readonly Issue[], query: IssueQuery): readonly Issue[] {
  const { provider, consumer, settled = false } = query;
  return issues
    .filter(
      (one) =>
        (provider === undefined || one.provider === provider) &&
        (consumer === undefined || one.consumer === consumer) &&
        (settled || one.letters.open > 0 || one.retrying > 0),
    )
    .toSorted((one, other) => other.last.localeCompare(one.last));
}

type Failed = Pick<Issue, 'provider' | 'consumer' | 'command' | 'reason' | 'stack' | 'last'>;

function ofLetter({ provider, consumer, subscription, command, reason, stack, time }: LetterSummary): Failed {
  return {
    provider,
    consumer: consumer ?? subscription ?? '',
    ...(command !== undefined && { command }),
    reason,
    ...(stack !== undefined && { stack }),
    last: time,
  };
}

function ofEntry({ provider, consumer, error = '', stack, updatedAt }: LedgerEntry): Failed {
  const { command } = stepIn(error);
  return {
    provider,
    consumer,
    ...(command !== '' && { command }),
    reason: error,
    ...(stack !== undefined && { stack }),
    last: updatedAt,
  };
}
