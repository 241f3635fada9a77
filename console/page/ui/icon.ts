import type { ComponentChild } from 'preact';
import { html } from './html.ts';

/** Drawn on 16 × 16 with a line of 1.5. */
const PATHS = {
  events: 'M1.5 8h3l2-5 3 10 2-5h3',
  requests: 'M8 2v7m0 0L5 6m3 3 3-3M2 10.5V13a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-2.5',
  letters:
    'M2 4.5A1.5 1.5 0 0 1 3.5 3h9A1.5 1.5 0 0 1 14 4.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5zM2.3 4.3 8 8.5l5.7-4.2',
  sagas: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM8 4.8V8l2.4 1.5',
  map: 'M3.5 5.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6zm9 0a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6zm0 8.6a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6zM5.3 3.7h5.4M5 5c2.5 1.5 3 7.3 5.7 7.3',
  rates: 'M2 2v11a1 1 0 0 0 1 1h11M5 10l2.5-3.5L10 9l3.5-5',
  objects: 'M8 8.2a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.6 14a5.5 5.5 0 0 1 10.8 0',
  records:
    'M13.5 4c0 1.1-2.5 2-5.5 2s-5.5-.9-5.5-2S5 2 8 2s5.5.9 5.5 2zm0 0v8c0 1.1-2.5 2-5.5 2s-5.5-.9-5.5-2V4m11 4c0 1.1-2.5 2-5.5 2s-5.5-.9-5.5-2',
  catalogue: 'M8 4.2C6.8 3.2 5 2.8 2 3v9.6c3-.2 4.8.2 6 1.2m0-9.6c1.2-1 3-1.4 6-1.2v9.6c-3-.2-4.8.2-6 1.2m0-9.6v9.6',
  subscriptions: 'M8 1.8 14.2 5 8 8.2 1.8 5zM1.8 8 8 11.2 14.2 8M1.8 11 8 14.2 14.2 11',
  send: 'M14 2 7.2 8.8M14 2 9.8 14l-2.6-5.2L2 6.2z',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zm3.6-1.4L14 14',
  copy: 'M5.5 5.5v-2A1.5 1.5 0 0 1 7 2h5.5A1.5 1.5 0 0 1 14 3.5V9a1.5 1.5 0 0 1-1.5 1.5h-2m-7-5H9A1.5 1.5 0 0 1 10.5 7v5.5A1.5 1.5 0 0 1 9 14H3.5A1.5 1.5 0 0 1 2 12.5V7a1.5 1.5 0 0 1 1.5-1.5z',
  check: 'm3 8.5 3.2 3.2L13 4.8',
  close: 'm3.5 3.5 9 9m0-9-9 9',
  chevron: 'm6 3.5 4.5 4.5L6 12.5',
  up: 'M8 13V3m0 0L4 7m4-4 4 4',
  back: 'M13 8H3m0 0 4-4M3 8l4 4',
  menu: 'M2 4h12M2 8h12M2 12h12',
  again: 'M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 1.8v2.7h-2.7',
  replay: 'M2.5 8a5.5 5.5 0 1 0 1.6-3.9M2.5 1.8v2.7h2.7M8 5v3.2l2.2 1.3',
  external: 'M9.5 2H14v4.5M14 2 7.5 8.5M12 9.5V13a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h3.5',
  light:
    'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.6m0 10.8V15M1 8h1.6m10.8 0H15M3 3l1.2 1.2m7.6 7.6L13 13M3 13l1.2-1.2m7.6-7.6L13 3',
  dark: 'M13.8 9.7A6 6 0 0 1 6.3 2.2a6 6 0 1 0 7.5 7.5z',
  system:
    'M2 3.5A1.5 1.5 0 0 1 3.5 2h9A1.5 1.5 0 0 1 14 3.5V9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 9zM5.5 14h5M8 10.5V14',
  pause: 'M5.5 3v10m5-10v10',
  play: 'M4.5 2.8v10.4L13 8z',
  alert: 'M8 5.5v3m0 2.5v.01M7 2.6 1.7 11.8a1.2 1.2 0 0 0 1 1.8h10.6a1.2 1.2 0 0 0 1-1.8L9 2.6a1.2 1.2 0 0 0-2 0z',
  help: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM6.2 6.2A1.9 1.9 0 0 1 8 5c1 0 1.9.7 1.9 1.7C9.9 8 8 8 8 9.3m0 2v.01',
} as const;

export type IconName = keyof typeof PATHS;

/** A small picture beside a word: screen readers skip it. */
export function Icon({ name }: { name: IconName }): ComponentChild {
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path d=${PATHS[name]} />
  </svg>`;
}
