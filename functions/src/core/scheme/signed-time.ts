/** How a signed time is written: Unix seconds, Unix milliseconds, or RFC 3339. */
export type TimeUnit = 'seconds' | 'milliseconds' | 'rfc3339';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A signed time in whole Unix seconds; NaN for what is not exactly one, which is outside of every window. */
export function secondsOf(text: string | undefined, unit: TimeUnit): number {
  if (text === undefined) return Number.NaN;
  if (unit === 'rfc3339') return RFC_3339.test(text) ? Math.floor(Date.parse(text) / 1000) : Number.NaN;
  if (!/^[1-9]\d{0,14}$/.test(text)) return Number.NaN;
  return unit === 'seconds' ? Number(text) : Math.floor(Number(text) / 1000);
}

/** Writes a time in a unit. */
export function printTime(time: Date, unit: TimeUnit): string {
  if (unit === 'rfc3339') return time.toISOString();
  return String(unit === 'seconds' ? Math.floor(time.getTime() / 1000) : time.getTime());
}
