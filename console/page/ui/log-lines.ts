import { h, type ComponentChild } from 'preact';
import type { HandlingLog, LoggedLine } from '../data/contract.ts';
import { plural } from './format.ts';
import { html } from './html.ts';
import { Icon } from './icon.ts';
import { Time } from './marks.ts';

/** The last delivery is open if it has at most this many lines. */
const MAX_OPEN = 12;
/** Longer fields are folded. */
const SHORT = 160;

/** What one consumer logged, delivery by delivery; nothing if that is not kept. */
export function LogLines({ logs }: { logs: readonly HandlingLog[] }): ComponentChild {
  if (logs.length === 0) return null;
  return html`<h3>Log</h3>
    ${logs.map(
      ({ delivery, omitted, lines }, at) =>
        html`<details class="log" key=${`${at} ${delivery}`} open=${at === logs.length - 1 && lines.length <= MAX_OPEN}>
          <summary>
            Delivery ${delivery}, ${plural(lines.length, 'line')}
            ${omitted > 0 && html` (${plural(omitted, 'earlier line')} not kept)`}
          </summary>
          <ol>
            ${lines.map((line) => h(Line, { line }))}
          </ol>
        </details>`,
    )}`;
}

/** Leads to Cloud Logging. */
export function LogsLink({ href, text }: { href: string; text: string }): ComponentChild {
  return html`<a href=${href} target="_blank" rel="noreferrer">${text} ${h(Icon, { name: 'external' })}</a>`;
}

function Line({ line: { time, severity, message, fields } }: { line: LoggedLine }): ComponentChild {
  return html`<li data-severity=${severity}>
    <span class="dim">${h(Time, { time, exact: true })}</span>${' '} <span class="log-severity">${severity}</span>${' '}
    <span>${message}</span>${' '} ${h(Fields, { fields })}
  </li>`;
}

function Fields({ fields }: Pick<LoggedLine, 'fields'>): ComponentChild {
  const named = Object.entries(fields).map(([name, value]) => `${name}=${wordsOf(value)}`);
  const inline = named.join(' ');
  if (inline === '') return null;
  if (inline.length <= SHORT && !inline.includes('\n')) return html`<code>${inline}</code>`;
  return html`<details>
    <summary>${Object.keys(fields).join(', ')}</summary>
    <pre class="plain-body">${named.join('\n')}</pre>
  </details>`;
}

/** An error as its stack, which begins with its message. */
function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const stack = typeof value === 'object' && value !== null && 'stack' in value ? value.stack : undefined;
  return typeof stack === 'string' ? stack : JSON.stringify(value, null, 2);
}
