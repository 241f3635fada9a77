import { signal } from '@preact/signals';
import { h, type ComponentChild } from 'preact';
import { html } from './html.ts';
import { Icon } from './icon.ts';

interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
  readonly link?: { readonly href: string; readonly text: string };
}

const SHOWN_MS = 6_000;
const toasts = signal<readonly Toast[]>([]);
let last = 0;

/** Tells how something went. It goes away by itself; failures stay until they are closed. */
export function tell(tone: Toast['tone'], text: string, link?: Toast['link']): void {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-2), { id, tone, text, ...(link !== undefined && { link }) }];
  if (tone === 'good') window.setTimeout(() => close(id), SHOWN_MS);
}

function close(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function Toasts(): ComponentChild {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map(
      ({ id, tone, text, link }) =>
        html`<div class="toast" data-tone=${tone} key=${id}>
          ${h(Icon, { name: tone === 'good' ? 'check' : 'alert' })}
          <p>${text} ${link === undefined ? null : html`<a href=${link.href}>${link.text}</a>`}</p>
          <button type="button" class="icon-button" aria-label="Close this message" onClick=${() => close(id)}>
            ${h(Icon, { name: 'close' })}
          </button>
        </div>`,
    )}
  </div>`;
}
