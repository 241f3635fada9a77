import type { ComponentChild } from 'preact';
import { html } from './html.ts';

/** A text with code between backticks. */
export function Prose({ text }: { text: string }): ComponentChild {
  return text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}
