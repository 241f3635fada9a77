import type { CollectionReference, Query } from '@google-cloud/firestore';
import { entryOf, matches } from '../../core/ledger/ledger.ts';
import type { LedgerEntry, LedgerQuery } from '../../core/ledger/store.ts';
import { entryIn } from './documents.ts';

const PAGE = 300;
/** How many entries one query looks through for those that match. */
const MAX_SCANNED = 6_000;

/**
 * Lists ledger entries, the last changed first. Only the index that Firestore makes by itself is used: a
 * deploy of ours must not touch the indexes of the user's database. Filters are applied to what was read,
 * but for the event's id.
 */
export async function listEntries(ledger: CollectionReference, query: LedgerQuery): Promise<readonly LedgerEntry[]> {
  if (query.id !== undefined) {
    const found = await read(ledger.where('id', '==', query.id), query);
    return found.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt)).slice(0, query.limit);
  }
  const { limit, before, ...filters } = query;
  const all = ledger.orderBy('updatedAt', 'desc');
  const newest = before === undefined ? all : all.where('updatedAt', '<', before);
  const size = Object.keys(filters).length > 0 ? PAGE : Math.min(PAGE, limit);
  const entries: LedgerEntry[] = [];
  let page = newest.limit(size);
  for (let scanned = 0; scanned < MAX_SCANNED && entries.length < limit; scanned += size) {
    const { docs } = await page.get();
    entries.push(...docs.map((document) => entryOf(entryIn(document.data()))).filter((entry) => matches(entry, query)));
    const last = docs.at(-1);
    if (last === undefined || docs.length < size) break;
    page = newest.startAfter(last).limit(size);
  }
  return entries.slice(0, limit);
}

async function read(selection: Query, query: LedgerQuery): Promise<readonly LedgerEntry[]> {
  const { docs } = await selection.get();
  return docs.map((document) => entryOf(entryIn(document.data()))).filter((entry) => matches(entry, query));
}
