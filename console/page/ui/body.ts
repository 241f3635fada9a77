import { h, type ComponentChild } from 'preact';
import { useMemo } from 'preact/hooks';
import { parseLossless } from '../data/lossless-json.ts';
import { CopyButton } from './copy.ts';
import { Pairs } from './facts.ts';
import { html } from './html.ts';
import { JsonView } from './json-view.ts';

/** A body as it was sent or received: JSON to fold, a form field by field, anything else as the text it is. */
export function Body({ text, what, type = '' }: { text: string; what: string; type?: string }): ComponentChild {
  const node = useMemo(() => parseLossless(text), [text]);
  if (node !== undefined && (node.kind === 'object' || node.kind === 'array')) return h(JsonView, { node, what });
  if (!type.includes('x-www-form-urlencoded') || text === '') return h(PlainBody, { text, what });
  return html`${h(Pairs, { label: `Fields of the ${what}`, pairs: [...new URLSearchParams(text)] })}
    <details class="as-sent">
      <summary>As it was sent</summary>
      ${h(PlainBody, { text, what })}
    </details>`;
}

/** Bytes that are not text. */
export function BinaryBody({ base64, what }: { base64: string; what: string }): ComponentChild {
  return html`<p class="dim">These bytes are not text. In base64:</p>
    ${h(PlainBody, { text: base64, what })}`;
}

function PlainBody({ text, what }: { text: string; what: string }): ComponentChild {
  if (text === '') return html`<p class="dim">Empty.</p>`;
  return html`<div class="json-tools">${h(CopyButton, { text, what: `the ${what}`, label: 'Copy' })}</div>
    <pre class="plain-body" tabindex="0" aria-label=${what}>${text}</pre>`;
}
