import { h, type ComponentChild, type ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { go } from '../router.ts';
import { html } from './html.ts';
import { Icon } from './icon.ts';
import { useKeys } from './keys.ts';

interface Props {
  /** What it shows: `event`. It names the way to close it. */
  readonly what: string;
  readonly title: string;
  /** Beside the title. */
  readonly mark?: ComponentChild;
  /** Below the title. */
  readonly below?: ComponentChild;
  /** Where closing leads. */
  readonly back: string;
  readonly children?: ComponentChildren;
}

/** As in the styles: where a pane lies over the list. */
const COVERS = '(max-width: 1080px)';

/** What is open beside a list; on small screens, instead of it. Esc closes it. */
export function Pane({ what, title, mark, below, back, children }: Props): ComponentChild {
  const heading = useRef<HTMLHeadingElement>(null);
  useKeys({ Escape: () => go(back) });
  // What had the focus is covered now.
  useEffect(() => {
    if (matchMedia(COVERS).matches) heading.current?.focus();
  }, []);
  return html`<section class="pane" aria-labelledby="pane-title">
    <header class="pane-header">
      <div class="pane-title">
        <h2 id="pane-title" tabindex="-1" ref=${heading}>${title}</h2>
        ${mark}
        <span class="spacer"></span>
        <a class="icon-button" href=${back} aria-label=${`Close the ${what}`} title="Close (Esc)">
          ${h(Icon, { name: 'close' })}
        </a>
      </div>
      ${below}
    </header>
    ${children}
  </section>`;
}

/** The part of a pane that scrolls. */
export function PaneBody({ children }: { children?: ComponentChildren }): ComponentChild {
  return html`<div class="pane-body" tabindex="0" role="region" aria-label="Details">${children}</div>`;
}
