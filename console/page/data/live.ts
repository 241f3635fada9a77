import { signal } from '@preact/signals';
import type { Change } from './contract.ts';

/** connecting: not yet; live: told of each change; polling: asks now and then; lost: tries again by itself. */
export type LiveState = 'connecting' | 'live' | 'polling' | 'lost' | 'paused';

export const liveState = signal<LiveState>('connecting');

const POLL_MS = 5_000;
const RECONNECT_MS = 2_000;

/** After a gap nobody knows what has changed. */
const ANYTHING: Change = { events: undefined, requests: true, letters: true, records: undefined, code: true };

const listeners = new Set<(change: Change) => void>();
let source: EventSource | undefined;
let timer: number | undefined;
let isStreamed = false;

/** Calls back on every change from now on. @returns what ends that. */
export function onChange(listener: (change: Change) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Begins to follow changes. @param streamed Whether the API has a stream; it is asked again and again otherwise. */
export function follow(streamed: boolean): void {
  isStreamed = streamed;
  resume();
  document.addEventListener('visibilitychange', onVisibility);
}

/** A browser opens few connections to one place: what nobody looks at must not hold one. */
function onVisibility(): void {
  if (liveState.value === 'paused') return;
  if (!document.hidden) resume();
  else if (isStreamed) {
    stop();
    liveState.value = 'lost';
  }
}

export function pause(): void {
  stop();
  liveState.value = 'paused';
}

/** Goes on, with whatever has changed meanwhile. */
export function resume(): void {
  stop();
  if (isStreamed) listen();
  else {
    const hadGap = liveState.value !== 'connecting';
    liveState.value = 'polling';
    timer = window.setInterval(() => !document.hidden && tell(ANYTHING), POLL_MS);
    if (hadGap) tell(ANYTHING);
  }
}

function listen(): void {
  const stream = new EventSource('/api/stream');
  let hadGap = liveState.value !== 'connecting';
  source = stream;
  stream.addEventListener('open', () => {
    liveState.value = 'live';
    if (hadGap) tell(ANYTHING);
    hadGap = true;
  });
  stream.addEventListener('change', ({ data }: MessageEvent<string>) => tell(JSON.parse(data)));
  stream.addEventListener('error', () => {
    liveState.value = 'lost';
    // The browser reconnects by itself, unless it was refused.
    if (stream.readyState === EventSource.CLOSED) timer = window.setTimeout(resume, RECONNECT_MS);
  });
}

function stop(): void {
  source?.close();
  source = undefined;
  window.clearTimeout(timer);
}

function tell(change: Change): void {
  for (const listener of listeners) listener(change);
}
