import { h, type ComponentChild, type ComponentChildren } from 'preact';
import { html } from './html.ts';
import { Icon, type IconName } from './icon.ts';

/** What a view shows where there is nothing: what that means, and what to do next. */
export function Empty(props: { icon: IconName; title: string; children?: ComponentChildren }): ComponentChild {
  return html`<div class="empty">
    <span class="empty-icon">${h(Icon, { name: props.icon })}</span>
    <h2>${props.title}</h2>
    ${props.children}
  </div>`;
}

/** Why something is not there, and a way to try again. */
export function Fault({ message, retry }: { message: string; retry?: () => void }): ComponentChild {
  return html`<div class="fault" role="alert">
    ${h(Icon, { name: 'alert' })}
    <p>${message}</p>
    ${retry === undefined ? null : html`<button type="button" class="button small" onClick=${retry}>Try again</button>`}
  </div>`;
}

/** Holds the place of what is being read. */
export function Waiting({ what }: { what: string }): ComponentChild {
  return html`<p class="waiting" role="status"><span class="visually-hidden">Reading ${what} …</span></p>`;
}
