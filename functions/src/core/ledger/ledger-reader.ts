import type { LedgerEntry } from './store.ts';

/** Which entries to show. Filters that are left out let everything through. */
export interface LedgerQuery {
  readonly limit: number;
  readonly consumer?: string;
  readonly provider?: string;
  /** The provider's own type; a trailing `*` stands for any ending. */
  readonly eventType?: string;
  readonly status?: LedgerEntry['status'];
  /** The provider's id of the event: the entries of all its consumers and replays. */
  readonly id?: string;
  /** One of the objects that the event concerns, as the entries name it. */
  readonly subject?: string;
  /** RFC 3339: only events that arrived then or later. */
  readonly since?: string;
  /** RFC 3339: only events that arrived before. */
  readonly until?: string;
  /** RFC 3339: only entries whose last change was before it; with `since` or `until`, those that arrived before it. */
  readonly before?: string;
}

/** Reads the ledger for people; nothing that handles events needs it. */
export interface LedgerReader {
  /** Entries, the last changed first; with `since` or `until`, the last arrived first. */
  entries(query: LedgerQuery): Promise<readonly LedgerEntry[]>;
}

/** Entries that were found, in the order of {@link LedgerReader}. */
export interface LedgerPage {
  /** A few more than were asked for, if several changed in the same moment. */
  readonly entries: readonly LedgerEntry[];
  /** Where to go on, as `before`: there are more, or the reader gave up looking after a while. Absent behind the last. */
  readonly next?: string;
}

/** Reads the ledger where it is too large to be looked through at once. */
export interface LedgerPages {
  page(query: LedgerQuery): Promise<LedgerPage>;
}
