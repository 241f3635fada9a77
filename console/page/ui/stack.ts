import type { ComponentChild } from 'preact';
import { html } from './html.ts';

/** Where an error was thrown; nothing if that is not known. */
export function Stack({ stack }: { stack: string | undefined }): ComponentChild {
  if (stack === undefined) return null;
  return html`<h3>Stack</h3>
    <pre class="plain-body" tabindex="0" role="region" aria-label="Stack">${stack}</pre>`;
}
