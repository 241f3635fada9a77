import { h, type ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { html } from './html.ts';
import { Icon } from './icon.ts';

const TOLD_MS = 1_500;

/** Puts a text on the clipboard. @param what Names it: `the event's id` */
export function CopyButton({ text, what, label }: { text: string; what: string; label?: string }): ComponentChild {
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    window.setTimeout(() => setDone(false), TOLD_MS);
  };
  const name = isDone ? 'Copied' : `Copy ${what}`;
  return html`<button
    type="button"
    class=${label === undefined ? 'icon-button' : 'button small'}
    aria-label=${name}
    title=${name}
    onClick=${copy}
  >
    ${h(Icon, { name: isDone ? 'check' : 'copy' })}${label === undefined ? null : isDone ? 'Copied' : label}
  </button>`;
}

/** A command line to take along. */
export function CommandLine({ command }: { command: string }): ComponentChild {
  return html`<div class="command-line">
    <code>${command}</code>${h(CopyButton, { text: command, what: 'the command' })}
  </div>`;
}
