import { useEffect, useRef, useState } from 'preact/hooks';
import { plural } from './format.ts';

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
    // If nothing of the old list is left, it is another list.
    const above = items.findIndex((item) => keys.has(keyOf(item)));
    const added = items.slice(0, Math.max(above, 0)).map((item) => [keyOf(item), now + FRESH_MS] as const);
    const still = [...until].filter(([, end]) => end > now);
    seen.current = { items, keys: new Set(items.map(keyOf)), until: new Map([...still, ...added]) };
  }
  return (key) => (seen.current.until.get(key) ?? 0) > now;
}

const TOLD_AT_ONCE_MS = 4_000;

/** What to say of rows that have come in above, to those who cannot see them: now and then, for all of them at once. */
export function useArrivals<Item>(items: readonly Item[], keyOf: (item: Item) => string): string {
  const [said, setSaid] = useState('');
  const state = useRef({ newest: '', untold: 0, timer: 0 });
  useEffect(() => {
    const { newest } = state.current;
    const [first] = items;
    state.current.newest = first === undefined ? '' : keyOf(first);
    const above =
      newest === ''
        ? 0
        : Math.max(
            0,
            items.findIndex((item) => keyOf(item) === newest),
          );
    if (above === 0) return;
    state.current.untold += above;
    if (state.current.timer !== 0) return;
    state.current.timer = window.setTimeout(() => {
      setSaid(`${plural(state.current.untold, 'new row')}.`);
      state.current = { ...state.current, untold: 0, timer: 0 };
    }, TOLD_AT_ONCE_MS);
  }, [items, keyOf]);
  useEffect(() => () => window.clearTimeout(state.current.timer), []);
  return said;
}
