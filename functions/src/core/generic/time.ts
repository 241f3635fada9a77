/** How a signed time is written: Unix seconds, Unix milliseconds, or RFC 3339. */
export type TimeUnit = 'seconds' | 'milliseconds' | 'rfc3339';

/** A Unix time beyond this is in milliseconds: in seconds it would be the year 5138. */
const LEAST_MILLISECONDS = 100_000_000_000;

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A signed time in whole Unix seconds; NaN for what is not exactly one, which is outside of every window. */
export function secondsOf(text: string | undefined, unit: TimeUnit): number {
  if (text === undefined) return Number.NaN;
  if (unit === 'rfc3339') return RFC_3339.test(text) ? Math.floor(Date.parse(text) / 1000) : Number.NaN;
  if (!/^[1-9]\d{0,14}$/.test(text)) return Number.NaN;
  return unit === 'seconds' ? Number(text) : Math.floor(Number(text) / 1000);
}

/** The time that a text tells, in whichever way; undefined for what tells none. One without a zone is taken as UTC. */
export function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,15}(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
  const zoned = /T[\d:.]+$/.test(text) ? `${text}Z` : text;
  const time = new Date(number === undefined ? zoned : number < LEAST_MILLISECONDS ? number * 1000 : number);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Writes a time in a unit. */
export function printTime(time: Date, unit: TimeUnit): string {
  if (unit === 'rfc3339') return time.toISOString();
  return String(unit === 'seconds' ? Math.floor(time.getTime() / 1000) : time.getTime());
}
