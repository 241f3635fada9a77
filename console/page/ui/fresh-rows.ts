import { useRef } from 'preact/hooks';

const FRESH_MS = 1_600;

/** Tells which rows have come in above the others just now, so that they can be pointed out. */
export function useFresh<Item>(items: readonly Item[], keyOf: (item: Item) => string): (key: string) => boolean {
  const seen = useRef<{ items: readonly Item[]; keys: ReadonlySet<string>; until: ReadonlyMap<string, number> }>({
    items: [],
    keys: new Set(),
    until: new Map(),
  });
  const now = Date.now();
  const { items: before, keys, until } = seen.current;
  if (before !== items) {
    // Where nothing of the old list is left, it is another list.
    const above = items.findIndex((item) => keys.has(keyOf(item)));
    const added = items.slice(0, Math.max(above, 0)).map((item) => [keyOf(item), now + FRESH_MS] as const);
    const still = [...until].filter(([, end]) => end > now);
    seen.current = { items, keys: new Set(items.map(keyOf)), until: new Map([...still, ...added]) };
  }
  return (key) => (seen.current.until.get(key) ?? 0) > now;
}
