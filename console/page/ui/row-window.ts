import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Size } from './viewport.ts';

interface Options<Item> {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly size: Size | undefined;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly rowPx: number;
  readonly headerPx: number;
}

/** Rows beyond the edges that are kept ready. */
const OVERSCAN = 12;
/** Rows come and go in steps, so that most scrolling renders nothing. */
const STEP = 6;

/** Which rows of a long list are near what the reader sees, and where the reader is when the list changes. */
export function useRowWindow<Item>({ scroller, size, items, keyOf, rowPx, headerPx }: Options<Item>) {
  const [scrolledRows, setScrolledRows] = useState(0);
  const [unseen, setUnseen] = useState(0);
  const before = useRef<{ items: readonly Item[]; rowPx: number }>({ items, rowPx });

  const measure = useCallback(() => {
    const top = scroller.current?.scrollTop ?? 0;
    setScrolledRows(Math.floor(top / rowPx / STEP) * STEP);
    if (top < rowPx) setUnseen(0);
  }, [scroller, rowPx]);

  useEffect(() => {
    const element = scroller.current;
    element?.addEventListener('scroll', measure, { passive: true });
    return () => element?.removeEventListener('scroll', measure);
  }, [scroller, measure]);

  useLayoutEffect(() => {
    const { current: element } = scroller;
    const { items: old, rowPx: oldPx } = before.current;
    before.current = { items, rowPx };
    if (element === null || (old === items && oldPx === rowPx)) return;
    const topRow = element.scrollTop / oldPx;
    if (topRow < 0.5) return;
    const moved = shiftOf(old, items, Math.floor(topRow), keyOf);
    if (moved === undefined || (moved === 0 && oldPx === rowPx)) return;
    element.scrollTop = (topRow + moved) * rowPx;
    if (moved > 0) setUnseen((known) => known + moved);
    measure();
  }, [items, rowPx, keyOf, scroller, measure]);

  const visible = Math.ceil((size?.height ?? 800) / rowPx);
  const first = Math.max(0, Math.min(scrolledRows - OVERSCAN, items.length - visible));
  const last = Math.min(items.length, scrolledRows + visible + STEP + OVERSCAN);

  /** Scrolls no further than it takes to see a row. */
  const reveal = (index: number) => {
    const { current: element } = scroller;
    if (element === null) return;
    const [top, room] = [index * rowPx, element.clientHeight - headerPx - rowPx];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + room) element.scrollTop = top - room;
    measure();
  };
  const toTop = () => scroller.current?.scrollTo({ top: 0 });
  return { first, last, unseen, reveal, toTop };
}

/** By how many rows the first one that is still there has moved. Rows that are near enough to matter are tried. */
function shiftOf<Item>(
  old: readonly Item[],
  now: readonly Item[],
  topRow: number,
  keyOf: (item: Item) => string,
): number | undefined {
  const places = new Map(now.map((item, at) => [keyOf(item), at]));
  for (let row = topRow; row < Math.min(old.length, topRow + 60); row++) {
    const item = old[row];
    const place = item === undefined ? undefined : places.get(keyOf(item));
    if (place !== undefined) return place - row;
  }
  return undefined;
}
