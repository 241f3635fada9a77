import { h, type ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { Select, type Choice } from './fields.ts';
import { html } from './html.ts';

const BETWEEN = 'between';
const SPANS: readonly Choice[] = [
  { value: '', word: 'Any time' },
  { value: '15m', word: 'Last 15 minutes' },
  { value: '1h', word: 'Last hour' },
  { value: '24h', word: 'Last 24 hours' },
  { value: '7d', word: 'Last 7 days' },
  { value: '30d', word: 'Last 30 days' },
  { value: BETWEEN, word: 'Between …' },
];

interface Span {
  readonly since: string;
  readonly until: string;
}

/** When something arrived: within the last hours or days, or between two moments of this browser's time zone. */
export function TimeFilter(props: Span & { set: (span: Span) => void }): ComponentChild {
  const { since, until, set } = props;
  const isSpan = SPANS.some(({ value }) => value === since) && until === '';
  const [isOpen, setOpen] = useState(false);
  const chosen = isOpen || !isSpan ? BETWEEN : since;
  const choose = (value: string) => {
    setOpen(value === BETWEEN);
    set({ since: value === BETWEEN ? '' : value, until: '' });
  };
  return html`${h(Select, { label: 'Arrived', value: chosen, choices: SPANS, set: choose })}
  ${
    chosen === BETWEEN &&
    html`<span class="time-span">
      ${h(Moment, { label: 'Arrived from', value: since, set: (time) => set({ since: time, until }) })}
      <span aria-hidden="true">–</span>
      ${h(Moment, { label: 'Arrived before', value: until, set: (time) => set({ since, until: time }) })}
    </span>`
  }`;
}

function Moment({ label, value, set }: { label: string; value: string; set: (time: string) => void }): ComponentChild {
  return html`<input
    class="field"
    type="datetime-local"
    aria-label=${label}
    value=${localTime(value)}
    onChange=${({ currentTarget }: { currentTarget: HTMLInputElement }) => set(instantIn(currentTarget.value))}
  />`;
}

/** RFC 3339 of a time in this browser's zone; empty if it is none. */
function instantIn(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

function localTime(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return '';
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
