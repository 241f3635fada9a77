/**
 * How a signed time is written: Unix seconds, Unix milliseconds, either of them (`unix`: the size shows which), RFC 3339
 * with any offset (`rfc3339`), or RFC 3339 in UTC with a `Z` (`utc`).
 */
export type TimeUnit = 'seconds' | 'milliseconds' | 'unix' | 'rfc3339' | 'utc';

/** For people: what a time in a unit is. */
export const UNITS: Readonly<Record<TimeUnit, string>> = {
  seconds: 'Unix seconds',
  milliseconds: 'Unix milliseconds',
  unix: 'Unix seconds or milliseconds',
  rfc3339: 'RFC 3339',
  utc: 'RFC 3339',
};

const UNIX = /^[1-9]\d{0,14}$/;
/** A smaller number is in seconds: as milliseconds it would lie before March 1973. */
const LEAST_MILLISECONDS = 1e11;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * A signed time. Only the exact spelling is read: if time and body are signed without a separator, a lenient reader
 * would take a part of one for a part of the other.
 * @returns an invalid date if the text is not exactly one.
 */
export function signedTimeOf(text: string | undefined, unit: TimeUnit): Date {
  if (text === undefined) return new Date(Number.NaN);
  if (unit === 'unix') return signedTimeOf(text, Number(text) < LEAST_MILLISECONDS ? 'seconds' : 'milliseconds');
  if (unit === 'seconds') return new Date(UNIX.test(text) ? Number(text) * 1000 : Number.NaN);
  if (unit === 'milliseconds') return new Date(UNIX.test(text) ? Number(text) : Number.NaN);
  const isExact = RFC_3339.test(text) && (unit === 'rfc3339' || text.endsWith('Z'));
  return new Date(isExact ? text : Number.NaN);
}

/** Writes a time in a unit. */
export function printTime(time: Date, unit: TimeUnit): string {
  if (unit === 'seconds') return String(Math.floor(time.getTime() / 1000));
  return unit === 'milliseconds' || unit === 'unix' ? String(time.getTime()) : time.toISOString();
}
