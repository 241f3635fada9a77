import type { Query, QueryDocumentSnapshot } from '@google-cloud/firestore';
import type { LetterQuery, LetterSelection, LetterSummary } from '../../core/letters/letter-reader.ts';
import { countOf } from './counts.ts';
import { newestOfIssue } from './issues.ts';
import { summaryIn, summaryOf } from './letter-summaries.ts';

const FIELDS = ['provider', 'consumer', 'status', 'eventId', 'issue'] as const;
const PAGE = 200;

/**
 * The newest letters of a query. The indexes that Firestore makes by itself find equal fields or an order, not both: so letters
 * that match are counted, which costs next to nothing, and if they are few, all of them are read and put in order. If they are
 * many, the newest letters are looked through; where these are others, the list has some of those that match.
 * @param most The most that are read of either.
 */
export async function findLetters(
  letters: Query,
  { limit, ...selection }: LetterQuery,
  most: number,
): Promise<readonly LetterSummary[]> {
  const wanted = Math.min(limit, most);
  const { eventId, issue, ...others } = selection;
  const inOrder = issue === undefined ? letters.orderBy('data.time', 'desc') : newestOfIssue(letters, issue);
  const isInOrder = eventId === undefined && Object.values(others).every((value) => value === undefined);
  if (isInOrder) return read(inOrder.limit(wanted));
  const matching = matchingOf(letters, selection);
  if (eventId !== undefined || (await countOf(matching)) <= most)
    return newestOf(await read(matching.limit(most)), wanted);
  const found = await newestMatching(inOrder, selection, { wanted, most });
  if (found.length === wanted) return found;
  const more = await read(matching.limit(most));
  return newestOf([...new Map([...found, ...more].map((letter) => [letter.id, letter])).values()], wanted);
}

/** How many letters match. */
export function countLetters(letters: Query, selection: LetterSelection): Promise<number> {
  return countOf(matchingOf(letters, selection));
}

function matchingOf(letters: Query, selection: LetterSelection): Query {
  return FIELDS.reduce((query, name) => {
    const value = selection[name];
    return value === undefined ? query : query.where(`data.${name}`, '==', value);
  }, letters);
}

async function newestMatching(
  inOrder: Query,
  selection: LetterSelection,
  { wanted, most }: { readonly wanted: number; readonly most: number },
): Promise<readonly LetterSummary[]> {
  const found: LetterSummary[] = [];
  let after: QueryDocumentSnapshot | undefined;
  for (let seen = 0; seen < most && found.length < wanted; seen += PAGE) {
    const page = summaryOf(inOrder).limit(Math.min(PAGE, most - seen));
    const { docs } = await (after === undefined ? page : page.startAfter(after)).get();
    found.push(...docs.flatMap(summaryIn).filter((letter) => matches(letter, selection)));
    after = docs.at(-1);
    if (after === undefined) break;
  }
  return found.slice(0, wanted);
}

function matches(letter: LetterSummary, selection: LetterSelection): boolean {
  return FIELDS.every((name) => selection[name] === undefined || selection[name] === letter[name]);
}

async function read(selection: Query): Promise<readonly LetterSummary[]> {
  return (await summaryOf(selection).get()).docs.flatMap(summaryIn);
}

function newestOf(letters: readonly LetterSummary[], limit: number): readonly LetterSummary[] {
  return letters.toSorted((one, other) => other.time.localeCompare(one.time)).slice(0, limit);
}
