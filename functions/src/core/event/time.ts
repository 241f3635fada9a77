/** Reads the times of providers, whatever their unit and spelling. */

/** A smaller Unix time is in seconds: as milliseconds it would lie before March 1973. */
const LEAST_MILLISECONDS = 1e11;
/** A larger Unix time is in microseconds or nanoseconds: as milliseconds it would lie after the year 5138. */
const MOST_MILLISECONDS = 1e14;
const MOST_NANOSECONDS = 1e20;

/**
 * The moment that a value tells: a Unix time as a number or as digits, or a date as text (RFC 3339, RFC 2822; without a
 * zone it means UTC). The size of a Unix time shows its unit, since providers mix seconds and milliseconds up.
 * @returns undefined if the value tells no time, or one that RFC 3339 cannot write.
 */
export function timeOf(value: unknown): Date | undefined {
  const time = typeof value === 'number' ? unixTime(value) : typeof value === 'string' ? textTime(value) : undefined;
  return time !== undefined && isWritable(time) ? time : undefined;
}

/** Whether RFC 3339 can write a time: it is one, of a year with four digits. */
export function isWritable(time: Date): boolean {
  const year = time.getUTCFullYear();
  return year >= 0 && year <= 9999;
}

const UNIT_MS = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 } as const;

/** A length of time as people write it, in milliseconds: `30m`, `12h`, `3d`. */
export function durationIn(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  return isUnit(unit) ? Number(count) * UNIT_MS[unit] : undefined;
}

/**
 * A moment as people write it: `2026-11-01` (midnight UTC), RFC 3339 with its zone, or how long ago: `30m`, `12h`, `3d`.
 * @returns undefined for any other text.
 */
export function momentIn(text: string, now: Date): Date | undefined {
  const ago = durationIn(text);
  if (ago !== undefined) return new Date(now.getTime() - ago);
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const time = new Date(isTime ? text : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function isUnit(unit: string | undefined): unit is keyof typeof UNIT_MS {
  return unit !== undefined && unit in UNIT_MS;
}

function unixTime(value: number): Date | undefined {
  if (!(value >= 0 && value < MOST_NANOSECONDS)) return undefined;
  let milliseconds = value < LEAST_MILLISECONDS ? value * 1000 : value;
  while (milliseconds >= MOST_MILLISECONDS) milliseconds /= 1000;
  return new Date(milliseconds);
}

function textTime(text: string): Date | undefined {
  if (/^\d{1,19}(?:\.\d{1,9})?$/.test(text)) return unixTime(Number(text));
  return new Date(/T[\d:.]+$/.test(text) ? `${text}Z` : text);
}
