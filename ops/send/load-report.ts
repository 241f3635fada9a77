import type { LoadResult } from './load.ts';

/** What became of a load, in four lines. */
export function loadReport({ sent, perSecond, answers, latencyMs, events }: LoadResult): string {
  const { p50, p95, p99, longest } = latencyMs;
  return [
    `sent       ${sent}, ${perSecond.reached.toFixed(1)} per second of ${perSecond.wanted}`,
    `answers    ${counted(answers, (status) => (status === 'none' ? 'without an answer' : `× ${status}`))}`,
    `latency    p50 ${milliseconds(p50)}, p95 ${milliseconds(p95)}, p99 ${milliseconds(p99)}, longest ${milliseconds(longest)}`,
    `events     ${counted(events, (status) => status)}`,
  ].join('\n');
}

function counted(counts: Readonly<Record<string, number>>, name: (key: string) => string): string {
  const parts = Object.entries(counts).map(([key, count]) => `${count} ${name(key)}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
