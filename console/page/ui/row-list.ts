import { h, type ComponentChild } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { go } from '../router.ts';
import { count } from './format.ts';
import { html } from './html.ts';
import { Icon } from './icon.ts';
import { useKeys } from './keys.ts';
import { Row, type Column } from './row.ts';
import { useArrivals, useFresh } from './fresh-rows.ts';
import { useRowWindow } from './row-window.ts';
import { useSize } from './viewport.ts';

export interface RowListProps<Item> {
  /** What it lists, for screen readers. */
  readonly label: string;
  readonly items: readonly Item[];
  readonly columns: readonly Column<Item>[];
  /** Two lines that stand for the columns where there is no room for them. */
  readonly narrow: (item: Item) => ComponentChild;
  readonly keyOf: (item: Item) => string;
  readonly hrefOf: (item: Item) => string;
  /** Key of the item that is open beside the list. */
  readonly open?: string | undefined;
  /** There is more than `items`: called when the reader comes near the end. */
  readonly onNearEnd?: (() => void) | undefined;
}

const NARROW_PX = 620;
const ROW_PX = { wide: 36, narrow: 58 } as const;
const HEADER_PX = 32;
const NEAR_END_ROWS = 80;

/**
 * A table of links of which only the visible rows exist, so that ten thousand scroll like ten. j and k walk it.
 * What the reader looks at stays where it is when rows come and go above.
 */
export function RowList<Item>(props: RowListProps<Item>): ComponentChild {
  const { items, keyOf, hrefOf, columns } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<string>();
  const size = useSize(scroller);
  const isWide = size === undefined || size.width >= NARROW_PX;
  const rowPx = isWide ? ROW_PX.wide : ROW_PX.narrow;
  const headerPx = isWide ? HEADER_PX : 0;
  const { first, last, unseen, reveal, toTop } = useRowWindow({ scroller, size, items, keyOf, rowPx, headerPx });

  useLayoutEffect(() => {
    if (size !== undefined && last > items.length - NEAR_END_ROWS) props.onNearEnd?.();
  }, [size, last, items.length, props.onNearEnd]);

  const isFresh = useFresh(items, keyOf);
  const arrivals = useArrivals(items, keyOf);
  const marked = cursor ?? props.open;
  const at = marked === undefined ? -1 : items.findIndex((item) => keyOf(item) === marked);
  const step = (by: number) => () => {
    const next = Math.min(Math.max(at === -1 ? first : at + by, 0), items.length - 1);
    const item = items[next];
    if (item === undefined) return;
    setCursor(keyOf(item));
    reveal(next);
    if (props.open !== undefined) go(hrefOf(item), { replace: true });
  };
  useKeys({ j: step(1), k: step(-1), ArrowDown: step(1), ArrowUp: step(-1) });
  useLayoutEffect(() => {
    const link = scroller.current?.querySelector<HTMLElement>('[data-cursor] a');
    if (cursor !== undefined) link?.focus({ preventScroll: true });
  }, [cursor]);

  const shown = items.slice(first, last).map((item, offset) => ({ item, index: first + offset }));
  // The row that has the focus stays, wherever the reader scrolls to.
  const focused = items[at];
  if (focused !== undefined && (at < first || at >= last)) shown.push({ item: focused, index: at });
  const tabStop = at === -1 ? first : at;

  return html`<div class="rows" data-layout=${isWide ? 'wide' : 'narrow'}>
    <div
      class="rows-scroller"
      ref=${scroller}
      role="table"
      aria-label=${props.label}
      aria-rowcount=${items.length + 1}
      style=${{ '--columns': columns.map(({ width }) => width).join(' ') }}
    >
      <div class="rows-header" role="row" aria-rowindex="1">
        ${columns.map(({ title, align }) => html`<div role="columnheader" data-align=${align}>${title}</div>`)}
      </div>
      <div class="rows-body" role="rowgroup" style=${{ height: `${items.length * rowPx}px` }}>
        ${shown.map(({ item, index }) => {
          const key = keyOf(item);
          return h(Row<Item>, {
            key,
            item,
            index,
            columns,
            top: index * rowPx,
            narrow: isWide ? undefined : props.narrow,
            href: hrefOf(item),
            isOpen: key === props.open,
            isCursor: key === cursor,
            isNew: isFresh(key),
            isTabStop: index === tabStop,
          });
        })}
      </div>
    </div>
    ${
      unseen > 0 &&
      html`<button type="button" class="unseen" onClick=${toTop}>
        ${h(Icon, { name: 'up' })}${count(unseen)} new
      </button>`
    }
    <p class="visually-hidden" role="status">${arrivals}</p>
  </div>`;
}
