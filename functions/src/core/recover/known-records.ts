import { hexDigestOf } from '../event/digest.ts';
import { isJsonObject, isText } from '../event/json.ts';
import { idOfContent } from '../event/state-event.ts';
import type { StoredRecord } from '../ledger/store.ts';
import type { EventQuery } from './lister.ts';
import { STATES_OVERLAP_MINUTES, type KnownRecords, type ListedState } from './state-lister.ts';

/** For listers that ask the provider about what our own records name, because its API lists no changes. */

const HOUR_MS = 60 * 60_000;
const HOURS = 24;
const VERSION_DIGITS = 16;

/** A page of records whose ids begin alike. */
export async function recordsFrom(
  records: KnownRecords,
  collection: string,
  {
    prefix = '',
    cursor,
    limit,
  }: { readonly prefix?: string; readonly cursor: string | undefined; readonly limit: number },
): Promise<{ readonly page: readonly StoredRecord[]; readonly next: string | undefined }> {
  const after = cursor ?? prefix;
  const listed = await records.list(collection, { limit, ...(after !== '' && { after }) });
  const page = listed.filter(({ id }) => id.startsWith(prefix));
  const isWhole = listed.length === limit && page.length === listed.length;
  return { page, next: isWhole ? page.at(-1)?.id : undefined };
}

/** What a record says of a subscription or a purchase. */
interface Renewable {
  readonly id: string;
  readonly isActive: boolean;
  /** When it ends, or is renewed. */
  readonly until: Date | undefined;
}

/** Whether to ask for it now: once a day, and as soon as it should have been renewed. */
export function isDue({ id, isActive, until }: Renewable, query: EventQuery): boolean {
  return (isActive && until !== undefined && until <= query.until) || isTurnOf(id, query);
}

/**
 * Whether an object's turn has come: each one is asked for once a day, at an hour that follows from its id, so that no run
 * asks for all. A query for everything asks for all.
 */
function isTurnOf(id: string, { since, until, undelivered }: EventQuery): boolean {
  // A scheduled run begins before the end of the last one, whose hours have had their turn.
  const first = Math.floor((since.getTime() + STATES_OVERLAP_MINUTES * 60_000) / HOUR_MS);
  const hours = Math.floor(until.getTime() / HOUR_MS) - first;
  if (!undelivered || hours >= HOURS) return true;
  const turn = Number.parseInt(hexDigestOf(id).slice(0, 8), 16) % HOURS;
  return (turn - ((first + 1) % HOURS) + HOURS) % HOURS < hours;
}

/** The id of the event that a record tells of, by its `asOf`; empty if it has none. */
export function eventOf(data: unknown): string {
  const asOf = isJsonObject(data) ? data['asOf'] : undefined;
  return isJsonObject(asOf) && isText(asOf['id']) ? asOf['id'] : '';
}

/**
 * A state that our records may not know. Its id follows from its content and from the event that the record tells of: if it
 * is published again before it was handled, it is the same.
 * @param known The id of the event that the record tells of.
 * @returns undefined if the record was written by a state with this content: it knows all that it can keep.
 */
export function unlessKnown(state: Omit<ListedState, 'version'>, known: string): ListedState | undefined {
  if (known.startsWith(`${idOfContent(state)}@`)) return undefined;
  return { ...state, version: hexDigestOf(known).slice(0, VERSION_DIGITS) };
}
