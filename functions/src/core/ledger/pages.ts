import { timelineOf } from './ledger.ts';
import type { LedgerEntry, LedgerPage, LedgerQuery } from './store.ts';

/**
 * The first of the entries that were found, up to the limit. What changed in the same moment as the last of them is added,
 * since the next page begins before that moment.
 * @param found In their order.
 */
export function pageOf(found: readonly LedgerEntry[], query: LedgerQuery): LedgerPage {
  const timeline = timelineOf(query);
  const last = found[query.limit - 1]?.[timeline];
  const end = found.findIndex((entry, index) => index >= query.limit && entry[timeline] !== last);
  return end === -1 || last === undefined ? { entries: found } : { entries: found.slice(0, end), next: last };
}

/** In the order of a list: what is last in its time comes first. */
export function inListOrder(query: Pick<LedgerQuery, 'since' | 'until'>) {
  const timeline = timelineOf(query);
  return (one: LedgerEntry, other: LedgerEntry) => other[timeline].localeCompare(one[timeline]);
}
