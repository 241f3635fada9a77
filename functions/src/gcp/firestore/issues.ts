import type { CollectionReference, Query } from '@google-cloud/firestore';
import { entryOf } from '../../core/ledger/ledger.ts';
import { isIssue } from '../../core/ledger/issue.ts';
import {
  issueFrom,
  listedIssues,
  type Issue,
  type IssueLetters,
  type IssueList,
  type IssueQuery,
  type IssueRetries,
} from '../../core/letters/issues.ts';
import { countOf } from './counts.ts';
import { entryIn } from './documents.ts';
import { summaryIn, summaryOf } from './letter-summaries.ts';

/** What issues are made of. */
export interface IssueSources {
  readonly letters: CollectionReference;
  readonly ledger: CollectionReference;
}

/** Of a letter; `issueTime` of an entry. */
const LETTER_TIME = 'data.issueTime';
const ENTRY_TIME = 'issueTime';
/** Issues begin with each of these digits equally often. */
const DIGITS = '0123456789abcdef';
/** Comes behind every time, and before the next issue. */
const BEHIND = ' ~';
/** The most issues per first digit: nobody reads more. */
const MOST_PER_DIGIT = 40;

/**
 * The issues of a project. Firestore cannot group, and its own indexes have one field: so a field of each letter holds the
 * issue and the time, and its index is walked from one issue to the next, from sixteen places at once. What it costs
 * depends on the number of issues, not on that of letters.
 */
export async function listIssues(sources: IssueSources, query: IssueQuery): Promise<IssueList> {
  const { letters, ledger } = sources;
  const [ofLetters, ofEntries, open] = await Promise.all([
    issuesIn(letters, LETTER_TIME),
    issuesIn(ledger, ENTRY_TIME),
    countOf(letters.where('data.status', '==', 'open')),
  ]);
  const found = await Promise.all([...new Set([...ofLetters, ...ofEntries])].map((issue) => readIssue(sources, issue)));
  const all = found.filter((issue) => issue !== undefined);
  const grouped = all.reduce((sum, issue) => sum + issue.letters.open, 0);
  return { issues: listedIssues(all, query), ungrouped: Math.max(open - grouped, 0) };
}

/** One issue. @returns undefined if nothing belongs to it. */
export async function readIssue(sources: IssueSources, issue: string): Promise<Issue | undefined> {
  if (!isIssue(issue)) return undefined;
  const [letters, retries] = await Promise.all([lettersOf(sources, issue), retriesOf(sources, issue)]);
  return issueFrom(issue, { letters, retries });
}

/** The letters of an issue, the newest first. */
export function newestOfIssue(letters: Query, issue: string): Query {
  return ofIssue(letters, LETTER_TIME, issue).orderBy(LETTER_TIME, 'desc');
}

async function issuesIn(selection: Query, field: string): Promise<readonly string[]> {
  const found = await Promise.all(DIGITS.split('').map((digit) => issuesBeginning(selection, field, digit)));
  return found.flat();
}

async function issuesBeginning(selection: Query, field: string, digit: string): Promise<readonly string[]> {
  const issues: string[] = [];
  let after = digit;
  while (issues.length < MOST_PER_DIGIT) {
    const { docs } = await selection
      .where(field, '>', after)
      .where(field, '<', `${digit}~`)
      .orderBy(field)
      .limit(1)
      .select(field)
      .get();
    const place: unknown = docs[0]?.get(field);
    if (typeof place !== 'string') break;
    const [issue = ''] = place.split(' ');
    issues.push(issue);
    after = issue + BEHIND;
  }
  return issues;
}

async function lettersOf({ letters }: IssueSources, issue: string): Promise<IssueLetters | undefined> {
  const own = letters.where('data.issue', '==', issue);
  const redrives = ofIssue(letters, 'data.issueRedriven', issue).orderBy('data.issueRedriven', 'desc').limit(1);
  const [newest, oldest, all, open, dismissed, redriven] = await Promise.all([
    newestOfIssue(summaryOf(letters), issue).limit(1).get(),
    ofIssue(letters, LETTER_TIME, issue).orderBy(LETTER_TIME).limit(1).select(LETTER_TIME).get(),
    countOf(own),
    countOf(own.where('data.status', '==', 'open')),
    countOf(own.where('data.status', '==', 'dismissed')),
    redrives.select('data.issueRedriven').get(),
  ]);
  const [last] = newest.docs.flatMap(summaryIn);
  if (last === undefined) return undefined;
  return {
    first: timeIn(oldest.docs[0]?.get(LETTER_TIME)) ?? last.time,
    last,
    counts: { open, dismissed, redriven: Math.max(all - open - dismissed, 0) },
    redrivenAt: timeIn(redriven.docs[0]?.get('data.issueRedriven')),
  };
}

async function retriesOf({ ledger }: IssueSources, issue: string): Promise<IssueRetries | undefined> {
  const own = ofIssue(ledger, ENTRY_TIME, issue);
  const newest = (await own.orderBy(ENTRY_TIME, 'desc').limit(1).get()).docs[0];
  if (newest === undefined) return undefined;
  const [count, oldest] = await Promise.all([countOf(own), own.orderBy(ENTRY_TIME).limit(1).select(ENTRY_TIME).get()]);
  const last = entryOf(entryIn(newest.data()));
  return { count, first: timeIn(oldest.docs[0]?.get(ENTRY_TIME)) ?? last.updatedAt, last };
}

function ofIssue(selection: Query, field: string, issue: string): Query {
  return selection.where(field, '>=', `${issue} `).where(field, '<', issue + BEHIND);
}

function timeIn(place: unknown): string | undefined {
  return typeof place === 'string' ? place.split(' ')[1] : undefined;
}
