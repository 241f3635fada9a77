import { timeOf } from 'integration-service';

/** A provider's time as RFC 3339 in UTC; null if it is missing or cannot be read. */
export function utcOf(time: unknown): string | null {
  return timeOf(time)?.toISOString() ?? null;
}

/** A time in RFC 3339, later by a duration in milliseconds; null if there is no time. */
export function laterBy(duration: number, time: string | null): string | null {
  return time === null ? null : new Date(Date.parse(time) + duration).toISOString();
}
