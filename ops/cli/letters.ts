import {
  letterById,
  lettersBeginning,
  type KeptLetter,
  type LetterFilter,
} from '../../functions/src/core/letters/letters.ts';
import { LETTER_STATUSES } from '../../functions/src/core/letters/letter.ts';
import type { Store } from '../../functions/src/core/ledger/store.ts';
import { isIssue } from '../../functions/src/core/ledger/issue.ts';
import { Failure, UsageError } from '../exit.ts';
import { oneOf, timeOf } from './options.ts';

const EVERY_TYPE: string[] = [];

/** Options that say which dead letters are meant. */
export const FILTER_OPTIONS = {
  provider: { type: 'string' },
  consumer: { type: 'string' },
  account: { type: 'string' },
  issue: { type: 'string' },
  type: { type: 'string', multiple: true, default: EVERY_TYPE },
  since: { type: 'string' },
} as const;

export const FILTER_USAGE = `  --provider <name>  of this provider
  --consumer <name>  given up by this consumer
  --account <name>   of events of this account
  --issue <id>       of this issue, as "dead-letters issues" lists it
  --type <type>      of this type; a trailing * stands for any ending. May be given several times
  --since <time>     given up at this time or later: 2026-11-01, 2026-11-01T12:00:00Z, or 12h, 3d ago`;

interface FilterValues {
  readonly provider?: string | undefined;
  readonly consumer?: string | undefined;
  readonly account?: string | undefined;
  readonly issue?: string | undefined;
  readonly type: readonly string[];
  readonly since?: string | undefined;
  readonly status?: string | undefined;
}

/** The filter that the options make. @throws {UsageError} */
export function filterOf(
  { provider, consumer, account, issue, type, since, status }: FilterValues,
  now: Date,
): LetterFilter {
  if (issue !== undefined) requireIssue(issue);
  const wanted = oneOf('status', status, LETTER_STATUSES);
  return {
    ...(provider !== undefined && { provider }),
    ...(consumer !== undefined && { consumer }),
    ...(account !== undefined && { account }),
    ...(issue !== undefined && { issue }),
    ...(type.length > 0 && { types: type }),
    ...(since !== undefined && { since: timeOf('since', since, now) }),
    ...(wanted !== undefined && { status: wanted }),
  };
}

/** @throws {UsageError} for what names no issue: nothing would match, and nobody would know why. */
export function requireIssue(issue: string): void {
  if (isIssue(issue)) return;
  throw new UsageError(
    `${issue} does not name an issue: an id has 12 digits of 0 to 9 and a to f, as npx integrations dead-letters issues lists them.`,
  );
}

const SHORT_ID = 12;

/** The beginning of an id, by which people name a letter, or an event that waits. */
export function shortIdOf({ id }: { readonly id: string }): string {
  return id.slice(0, SHORT_ID);
}

/** The letter whose id this is, or begins with. @throws {Failure} if there is none, or more than one. */
export async function letterNamed(store: Store, name: string): Promise<KeptLetter> {
  const exact = await letterById(store, name);
  if (exact !== undefined) return exact;
  const [only, another] = await lettersBeginning(store, name);
  if (only !== undefined && another === undefined) return only;
  throw new Failure(
    only === undefined
      ? `There is no dead letter ${name}; npx integrations dead-letters list shows them.`
      : `${name} is the beginning of several dead letters; give more of it.`,
  );
}
