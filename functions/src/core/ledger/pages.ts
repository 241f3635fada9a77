import { matchesType } from '../event/names.ts';
import type { LedgerPage, LedgerQuery } from './ledger-reader.ts';
import type { LedgerEntry } from './store.ts';

/** By which time a list of entries goes back: that of their last change, or that of arrival if it is asked for. */
export function listTimeOf({ since, until }: Pick<LedgerQuery, 'since' | 'until'>): 'updatedAt' | 'receivedTime' {
  return since === undefined && until === undefined ? 'updatedAt' : 'receivedTime';
}

/** Whether an entry is one of those asked for. */
export function matches(entry: LedgerEntry, wanted: Omit<LedgerQuery, 'limit'>): boolean {
  const pairs = [
    [wanted.consumer, entry.consumer],
    [wanted.provider, entry.provider],
    [wanted.status, entry.status],
    [wanted.id, entry.id],
  ];
  const { before, since, until, subject, eventType } = wanted;
  return (
    (before === undefined || entry[listTimeOf(wanted)] < before) &&
    (since === undefined || entry.receivedTime >= since) &&
    (until === undefined || entry.receivedTime < until) &&
    (subject === undefined || (entry.subjects?.includes(subject) ?? false)) &&
    (eventType === undefined || matchesType(entry.eventType, [eventType])) &&
    pairs.every(([value, actual]) => value === undefined || value === actual)
  );
}

/**
 * The first of the entries that were found, up to the limit. What changed in the same moment as the last of them is added,
 * since the next page begins before that moment.
 * @param found In their order.
 */
export function pageOf(found: readonly LedgerEntry[], query: LedgerQuery): LedgerPage {
  const timeline = listTimeOf(query);
  const last = found[query.limit - 1]?.[timeline];
  const end = found.findIndex((entry, index) => index >= query.limit && entry[timeline] !== last);
  return end === -1 || last === undefined ? { entries: found } : { entries: found.slice(0, end), next: last };
}

/** In the order of a list: what is last in its time comes first. */
export function inListOrder(query: Pick<LedgerQuery, 'since' | 'until'>) {
  const timeline = listTimeOf(query);
  return (one: LedgerEntry, other: LedgerEntry) => other[timeline].localeCompare(one[timeline]);
}
