import type { ComponentChild } from 'preact';
import { withQuery } from '../router.ts';
import { html } from './html.ts';

export interface Tab {
  /** In the address. */
  readonly name: string;
  readonly title: string;
  readonly count?: number;
}

/** Links to the parts of a view; each part has an address. The first one is the default. */
export function Tabs(props: {
  label: string;
  tabs: readonly Tab[];
  current: string;
  /** The parameter of the address that says which one. */
  name?: string;
}): ComponentChild {
  const { name: parameter = 'tab' } = props;
  const first = props.tabs[0]?.name;
  return html`<nav class="tabs" aria-label=${props.label}>
    ${props.tabs.map(
      ({ name, title, count }) =>
        html`<a
          href=${withQuery({ [parameter]: name === first ? undefined : name })}
          aria-current=${name === props.current ? 'page' : undefined}
        >
          ${title}${count !== undefined && html`<span class="tab-count">${count}</span>`}
        </a>`,
    )}
  </nav>`;
}
