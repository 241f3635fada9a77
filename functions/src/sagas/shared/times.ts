import { timeOf } from 'integration-service';

/** A provider's time as RFC 3339 in UTC; null if it is missing or cannot be read. */
export function utcOf(time: unknown): string | null {
  return timeOf(time)?.toISOString() ?? null;
}
