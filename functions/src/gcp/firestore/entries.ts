import { entryOf } from '../../core/ledger/ledger.ts';
import { inListOrder, matches, pageOf, listTimeOf } from '../../core/ledger/pages.ts';
import type { LedgerPage, LedgerQuery } from '../../core/ledger/ledger-reader.ts';
import type { LedgerEntry } from '../../core/ledger/store.ts';
import { entryIn } from './documents.ts';
import { narrowed, newestOf, queryOf, type Selection } from './entry-selections.ts';
import type { FirestoreRest, StoredDocument } from './rest-api.ts';

/** Documents of one call. */
const PAGE = 300;
/** How many of the newest entries one page looks through for those that match. */
const MAX_SCANNED = 6_000;

type Firestore = Pick<FirestoreRest, 'query' | 'reference'>;

/**
 * Finds ledger entries. What Firestore's own indexes lead to is read at once, all of it: then it can be sorted here. If it
 * is too much for that, the newest entries of the ledger are looked through, and the rest is left to the next page.
 */
export async function findEntries(firestore: Firestore, ledger: string, query: LedgerQuery): Promise<LedgerPage> {
  const narrow = narrowed(query);
  if (narrow === undefined) return newestEntries(firestore, ledger, query);
  const documents = await firestore.query(queryOf(ledger, { ...narrow, limit: narrow.limit + 1 }, firestore));
  if (documents.length > narrow.limit) return newestEntries(firestore, ledger, query);
  return pageOf(entriesIn(documents, query).toSorted(inListOrder(query)), query);
}

async function newestEntries(firestore: Firestore, ledger: string, query: LedgerQuery): Promise<LedgerPage> {
  const timeline = listTimeOf(query);
  const size = hasFilters(query) ? PAGE : Math.min(PAGE, query.limit + 1);
  const found: LedgerEntry[] = [];
  let selection: Selection = { ...newestOf(query), limit: size };
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += size) {
    const documents = await firestore.query(queryOf(ledger, selection, firestore));
    found.push(...entriesIn(documents, query));
    const page = pageOf(found, query);
    const last = documents.at(-1);
    if (page.next !== undefined || last === undefined || documents.length < size) return page;
    selection = { ...selection, after: { path: last.path, value: String(last.data[timeline]) } };
  }
  const next = selection.after?.value;
  return { entries: found, ...(next !== undefined && { next }) };
}

function hasFilters({
  limit: _limit,
  before: _before,
  since: _since,
  until: _until,
  ...filters
}: LedgerQuery): boolean {
  return Object.keys(filters).length > 0;
}

function entriesIn(documents: readonly StoredDocument[], query: LedgerQuery): readonly LedgerEntry[] {
  return documents.map(({ data }) => entryOf(entryIn(data))).filter((entry) => matches(entry, query));
}
