import type { ComponentChild } from 'preact';
import { distance, fullTime } from './format.ts';
import { html } from './html.ts';

/** How far a moment is from now, in words: `in 3 days`. */
export function Distance({ time, now }: { time: string; now: number }): ComponentChild {
  return html`<time datetime=${time} title=${fullTime(time)}>${distance(Date.parse(time) - now)}</time>`;
}
