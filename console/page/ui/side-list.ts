import { type ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { count } from './format.ts';
import { html } from './html.ts';

export interface SideItem {
  readonly href: string;
  readonly word: string;
  readonly count?: number | undefined;
  readonly isCurrent: boolean;
}

/** Links to the parts of a view, beside what they lead to; on a phone in a row above it. */
export function SideList({ label, items }: { label: string; items: readonly SideItem[] }): ComponentChild {
  const nav = useRef<HTMLElement>(null);
  const current = items.find(({ isCurrent }) => isCurrent)?.href;
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return html`<nav class="collections" aria-label=${label} ref=${nav}>
    ${items.map(
      ({ href, word, count: kept, isCurrent }) =>
        html`<a href=${href} aria-current=${isCurrent ? 'page' : undefined}>
          <span>${word}</span>${kept !== undefined && html`<span class="tab-count">${count(kept)}</span>`}
        </a>`,
    )}
  </nav>`;
}
