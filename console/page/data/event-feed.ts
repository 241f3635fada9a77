import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { apiPath, getJson, sentenceOf, wasAborted } from './client.ts';
import type { Change, EventDetail, EventPage, EventStatus } from './contract.ts';
import { EMPTY_FEED, withHead, withTail, withUpdated, type Feed } from './feed.ts';
import { onChange } from './live.ts';

/** What the list is narrowed to; empty texts let everything through. */
export interface EventFilter {
  readonly provider: string;
  readonly type: string;
  readonly status: EventStatus | '';
  readonly q: string;
  /** An object that they concern. */
  readonly subject: string;
  /** RFC 3339, or how long ago: when they arrived. */
  readonly since: string;
  readonly until: string;
}

const FIRST_PAGE = 200;
const LATER_PAGES = 500;
/** Between two readings of the newest page. */
const REST_MS = 250;
/** More changed events than this are not worth asking about one by one. */
const MAX_SINGLE = 10;

/** The events that match a filter, kept current, and loaded further on demand. */
export function useEventFeed(filter: EventFilter) {
  const { status } = filter;
  const narrowed = JSON.stringify(filter);
  const [state, setState] = useState<{ feed: Feed; isLoaded: boolean; error?: string }>({
    feed: EMPTY_FEED,
    isLoaded: false,
  });
  const [round, setRound] = useState(0);
  const isLoadingOlder = useRef(false);
  const feed = useRef(state.feed);
  feed.current = state.feed;

  useEffect(() => {
    const abort = new AbortController();
    const query: EventFilter = JSON.parse(narrowed);
    let changed = new Set<string>();
    let timer: number | undefined;
    let isReading = false;
    let isFirst = true;

    const read = async () => {
      isReading = true;
      const ids = [...changed];
      changed = new Set();
      try {
        const page = await getJson<EventPage>(apiPath(['events'], { ...query, limit: FIRST_PAGE }), abort.signal);
        const wasFirst = isFirst;
        isFirst = false;
        setState(({ feed }) => ({ feed: wasFirst ? page : withHead(feed, page).feed, isLoaded: true }));
        await readOlder(ids, page);
      } catch (error) {
        if (!wasAborted(error)) setState((before) => ({ ...before, isLoaded: true, error: sentenceOf(error) }));
      }
      isReading = false;
      if (changed.size > 0) later();
    };
    // What has changed further down than the newest page reaches.
    const readOlder = async (ids: readonly string[], page: EventPage) => {
      const inPage = new Set(page.events.map(({ id }) => id));
      const older = feed.current.events.filter(({ id }) => ids.includes(id) && !inPage.has(id)).slice(0, MAX_SINGLE);
      for (const { id, provider: owner } of older) {
        const event = await getJson<EventDetail>(apiPath(['events', id], { provider: owner }), abort.signal);
        const matches = () => status === '' || event.status === status;
        setState((before) => ({ ...before, feed: withUpdated(before.feed, event, matches) }));
      }
    };
    const later = () => {
      timer ??= window.setTimeout(() => {
        timer = undefined;
        if (!isReading) void read();
      }, REST_MS);
    };
    const end = onChange(({ events }: Change) => {
      if (events?.length === 0) return;
      for (const id of events ?? ['']) changed.add(id);
      if (!isReading) later();
    });
    void read();
    return () => {
      end();
      abort.abort();
      window.clearTimeout(timer);
    };
  }, [narrowed, round]);

  const { next } = state.feed;
  // A page may hold nothing that matches, and still not be the last one.
  const loadOlder = useCallback(async () => {
    if (next === undefined || isLoadingOlder.current) return;
    isLoadingOlder.current = true;
    try {
      const path = apiPath(['events'], { ...filter, limit: LATER_PAGES, before: next });
      const page = await getJson<EventPage>(path);
      setState((before) => (before.feed.next === next ? { ...before, feed: withTail(before.feed, page) } : before));
    } catch (error) {
      setState((before) => ({ ...before, error: sentenceOf(error) }));
    }
    isLoadingOlder.current = false;
  }, [narrowed, next]);

  const isSearching = state.feed.events.length === 0 && next !== undefined;
  useEffect(() => {
    if (isSearching) void loadOlder();
  }, [isSearching, loadOlder]);

  return {
    ...state,
    /** Whether nothing is found yet, and there is more to look through. */
    isSearching,
    loadOlder: next === undefined ? undefined : loadOlder,
    retry: () => setRound(round + 1),
  };
}
