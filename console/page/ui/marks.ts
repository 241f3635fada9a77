import type { ComponentChild } from 'preact';
import type { EventStatus } from '../data/contract.ts';
import { titleOf } from '../data/overview.ts';
import { exactTime, fullTime, shortTime } from './format.ts';
import { html } from './html.ts';

/** Small marks that many views share: how something stands, whose it is, when it was. */

export type Tone = 'good' | 'wait' | 'warn' | 'bad' | 'none';

const STATUS: Readonly<Record<EventStatus, { tone: Tone; word: string; meaning: string }>> = {
  published: { tone: 'wait', word: 'Published', meaning: 'It waits for its first handling.' },
  handled: { tone: 'good', word: 'Handled', meaning: 'Every consumer has handled it.' },
  retrying: { tone: 'warn', word: 'Retrying', meaning: 'It failed and is delivered again.' },
  dead: { tone: 'bad', word: 'Dead', meaning: 'It was given up on; a dead letter keeps it.' },
};

export function Mark({ tone, word, title }: { tone: Tone; word: string; title?: string }): ComponentChild {
  return html`<span class="mark" data-tone=${tone} title=${title}>${word}</span>`;
}

export function StatusMark({ status }: { status: EventStatus }): ComponentChild {
  const { tone, word, meaning } = STATUS[status];
  return Mark({ tone, word, title: meaning });
}

export function HttpMark({ status }: { status: number }): ComponentChild {
  if (status === 0) return Mark({ tone: 'none', word: 'None', title: 'The sender left before the answer.' });
  return Mark({ tone: status < 300 ? 'good' : status < 500 ? 'warn' : 'bad', word: String(status) });
}

/** A tile with the first letter, and the name. Tiles differ in colour, but only a little. */
export function ProviderTag({ provider }: { provider: string }): ComponentChild {
  const title = titleOf(provider);
  const hue = Array.from(provider).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  return html`<span class="provider">
    <span class="tile" aria-hidden="true" style=${{ '--hue': String(hue) }}>${title.charAt(0)}</span>
    <span class="provider-name">${title}</span>
  </span>`;
}

export function Time({ time, exact = false }: { time: string; exact?: boolean }): ComponentChild {
  return html`<time datetime=${time} title=${fullTime(time)}>${exact ? exactTime(time) : shortTime(time)}</time>`;
}
