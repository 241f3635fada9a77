import { timeOf } from 'integration-service';

/** RFC 3339 in UTC of a time as a provider wrote it; null if there is none, or none that can be read. */
export function utcOf(time: unknown): string | null {
  return timeOf(time)?.toISOString() ?? null;
}
