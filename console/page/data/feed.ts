import type { EventPage, EventView } from './contract.ts';

/** The events that are loaded, the newest first, and where the older ones begin. */
export interface Feed {
  readonly events: readonly EventView[];
  readonly next?: string;
}

export const EMPTY_FEED: Feed = { events: [] };

/** What tells one event from all others. */
export function keyOf({ provider, source, id }: Pick<EventView, 'provider' | 'source' | 'id'>): string {
  return `${provider} ${source} ${id}`;
}

/**
 * Puts the newest page before what is loaded. What the page covers is taken from it alone, so that events which
 * no longer match the filter go away; where it reaches nothing that is loaded, it stands alone.
 * @returns `added`, how many of the page's events precede everything that was loaded.
 */
export function withHead(feed: Feed, head: EventPage): { readonly feed: Feed; readonly added: number } {
  const known = new Map(feed.events.map((event, at) => [keyOf(event), at]));
  const fresh = head.events.findIndex((event) => known.has(keyOf(event)));
  const added = fresh === -1 ? head.events.length : fresh;
  const last = head.events.findLast((event) => known.has(keyOf(event)));
  if (last === undefined || head.next === undefined) return { feed: head, added };
  const inHead = new Set(head.events.map(keyOf));
  const rest = feed.events.slice((known.get(keyOf(last)) ?? 0) + 1).filter((event) => !inHead.has(keyOf(event)));
  if (rest.length === 0) return { feed: head, added };
  return {
    feed: { events: [...head.events, ...rest], ...(feed.next !== undefined && { next: feed.next }) },
    added,
  };
}

/** Appends an older page. */
export function withTail(feed: Feed, page: EventPage): Feed {
  const known = new Set(feed.events.map(keyOf));
  const older = page.events.filter((event) => !known.has(keyOf(event)));
  return { events: [...feed.events, ...older], ...(page.next !== undefined && { next: page.next }) };
}

/** Puts the present state of one event in its place. @param matches Whether the filter still lets it through. */
export function withUpdated(feed: Feed, updated: EventView, matches: (event: EventView) => boolean): Feed {
  const key = keyOf(updated);
  const events = feed.events.flatMap((event) =>
    keyOf(event) !== key ? [event] : matches(updated) ? [{ ...event, ...updated }] : [],
  );
  return { ...feed, events };
}
