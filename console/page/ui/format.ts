const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const COUNT = new Intl.NumberFormat();
const COMPACT = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** A moment of today by the clock, another one with its day. */
export function shortTime(time: string, now: Date = new Date()): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const isToday = date.toDateString() === now.toDateString();
  return isToday ? CLOCK.format(date) : `${DAY.format(date)}, ${CLOCK.format(date)}`;
}

/** With milliseconds. */
export function exactTime(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${shortTime(time)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** With day, zone and all. */
export function fullTime(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : FULL.format(date);
}

/** `340 µs`, `12 ms`, `1.2 s`, `3 min`, `2 h` */
export function duration(ms: number): string {
  if (ms < 0.001) return '0 ms';
  if (ms < 0.9995) return `${Math.round(ms * 1000)} µs`;
  if (ms < 10) return `${(Math.round(ms * 10) / 10).toString()} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(Math.round(ms / 100) / 10).toString()} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(Math.round(ms / 360_000) / 10).toString()} h`;
}

/** `now`, `in 40 seconds`, `in 3 hours`, `2 days ago`; from two days on in days. */
export function distance(ms: number): string {
  const words = lengthWords(Math.abs(ms));
  if (words === '') return 'now';
  return ms > 0 ? `in ${words}` : `${words} ago`;
}

/** `40 seconds`, `3 hours`, `2 days`; empty below half a second. */
export function lengthWords(ms: number): string {
  if (ms < 500) return '';
  if (ms < 59_500) return plural(Math.round(ms / 1_000), 'second');
  if (ms < 3_570_000) return plural(Math.round(ms / 60_000), 'minute');
  if (ms < 47.5 * 3_600_000) return plural(Math.round(ms / 3_600_000), 'hour');
  return plural(Math.round(ms / (24 * 3_600_000)), 'day');
}

/** `412 B`, `2.7 kB`, `1.3 MB` */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(Math.round(bytes / 100) / 10).toString()} kB`;
  return `${(Math.round(bytes / 100_000) / 10).toString()} MB`;
}

/** A whole number with its groups: `10,000`. */
export function count(value: number): string {
  return COUNT.format(value);
}

/** A number for small places: `12.5K`. */
export function compact(value: number): string {
  return value < 10_000 ? COUNT.format(value) : COMPACT.format(value);
}

/** `1 event`, `2 events` */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}
