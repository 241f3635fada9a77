import type { ComponentChild } from 'preact';
import { html } from './html.ts';

export interface Column<Item> {
  readonly title: string;
  /** A CSS grid track: `110px`, `minmax(0, 1fr)` */
  readonly width: string;
  readonly align?: 'end';
  /** The cell that names the row; it becomes the link. */
  readonly isName?: boolean;
  readonly cell: (item: Item) => ComponentChild;
}

interface RowProps<Item> {
  readonly item: Item;
  readonly index: number;
  readonly columns: readonly Column<Item>[];
  readonly top: number;
  readonly narrow: ((item: Item) => ComponentChild) | undefined;
  readonly href: string;
  readonly isOpen: boolean;
  readonly isCursor: boolean;
  readonly isNew: boolean;
  readonly isTabStop: boolean;
}

/** One row of a {@link RowList}: a link over its whole width. */
export function Row<Item>(props: RowProps<Item>): ComponentChild {
  const { item, columns, narrow } = props;
  const link = (content: ComponentChild) =>
    html`<a class="row-link" href=${props.href} tabindex=${props.isTabStop ? 0 : -1}>${content}</a>`;
  return html`<div
    class=${props.isNew ? 'row is-new' : 'row'}
    role="row"
    aria-rowindex=${props.index + 2}
    aria-current=${props.isOpen ? 'true' : undefined}
    data-cursor=${props.isCursor ? '' : undefined}
    style=${{ transform: `translateY(${props.top}px)` }}
  >
    ${
      narrow === undefined
        ? columns.map(
            ({ cell, align, isName }) =>
              html`<div role="cell" data-align=${align}>${isName === true ? link(cell(item)) : cell(item)}</div>`,
          )
        : html`<div role="cell" class="narrow-cell">${link(narrow(item))}</div>`
    }
  </div>`;
}
