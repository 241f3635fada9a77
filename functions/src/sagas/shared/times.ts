/** RFC 3339 in UTC of a date that a provider wrote; null if there is none, or none that can be read. */
export function utcOf(date: unknown): string | null {
  const time = new Date(typeof date === 'string' ? date : Number.NaN);
  const isReadable = !Number.isNaN(time.getTime()) && time.getUTCFullYear() >= 0 && time.getUTCFullYear() <= 9999;
  return isReadable ? time.toISOString() : null;
}
