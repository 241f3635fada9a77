import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { getJson, sentenceOf, wasAborted } from './client.ts';
import type { Change } from './contract.ts';
import { onChange } from './live.ts';

interface Options<Item, Page> {
  readonly path: (page: { readonly limit: number; readonly before?: string }) => string;
  readonly itemsOf: (page: Page) => readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** Which changes make it worth reading the newest page again. */
  readonly on: (change: Change) => boolean;
}

const PAGE = 200;
const REST_MS = 300;

/** A list that grows at its beginning, newest first, and is read further on demand. */
export function usePages<Item, Page extends { readonly next?: string }>(options: Options<Item, Page>) {
  const latest = useRef(options);
  latest.current = options;
  const [state, setState] = useState<{ path?: string; items: readonly Item[]; next?: string; error?: string }>({
    items: [],
  });
  const [round, setRound] = useState(0);
  const path = options.path({ limit: PAGE });
  const isLoadingMore = useRef(false);

  useEffect(() => {
    const abort = new AbortController();
    getJson<Page>(path, abort.signal).then(
      (page) =>
        setState((before) => {
          const { itemsOf, keyOf } = latest.current;
          const items = itemsOf(page);
          const known = new Set(items.map(keyOf));
          const kept = before.path === path ? before.items : [];
          const seam = kept.findLastIndex((item) => known.has(keyOf(item)));
          const older = seam === -1 ? [] : kept.slice(seam + 1);
          const next = older.length > 0 ? before.next : page.next;
          return { path, items: [...items, ...older], ...(next !== undefined && { next }) };
        }),
      (error: unknown) => !wasAborted(error) && setState((before) => ({ ...before, path, error: sentenceOf(error) })),
    );
    return () => abort.abort();
  }, [path, round]);

  useEffect(() => {
    let timer: number | undefined;
    const end = onChange((change) => {
      if (!latest.current.on(change) || timer !== undefined) return;
      timer = window.setTimeout(() => {
        timer = undefined;
        setRound((count) => count + 1);
      }, REST_MS);
    });
    return () => {
      end();
      window.clearTimeout(timer);
    };
  }, []);

  const { next } = state;
  const loadMore = useCallback(async () => {
    if (next === undefined || isLoadingMore.current) return;
    isLoadingMore.current = true;
    try {
      const page = await getJson<Page>(latest.current.path({ limit: PAGE, before: next }));
      setState((before) => {
        if (before.next !== next) return before;
        const { next: _next, ...rest } = before;
        const items = [...before.items, ...latest.current.itemsOf(page)];
        return { ...rest, items, ...(page.next !== undefined && { next: page.next }) };
      });
    } catch (error) {
      setState((before) => ({ ...before, error: sentenceOf(error) }));
    }
    isLoadingMore.current = false;
  }, [next]);

  return {
    items: state.items,
    error: state.error,
    isLoaded: state.path !== undefined,
    loadMore: next === undefined ? undefined : loadMore,
    reload: () => setRound((count) => count + 1),
  };
}
