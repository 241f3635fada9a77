import { type AsOf, asOfEvent, timeOf, type IntegrationEvent } from 'integration-service';

interface Versioned {
  readonly status?: string | null;
  readonly updated_at?: string | null;
}

/**
 * The moment of the object that an event shows. Events of one object are created at about the same time and overtake each
 * other, so `updated_at` tells which of two is newer, and in one millisecond the rank of the status.
 */
export function asOfObject(
  event: IntegrationEvent,
  { status, updated_at: updated }: Versioned,
  ranks: Readonly<Record<string, number>>,
): AsOf {
  const rank = typeof status === 'string' && Object.hasOwn(ranks, status) ? (ranks[status] ?? 0) : 0;
  const asOf = asOfEvent(event, rank);
  const time = timeOf(updated);
  return time === undefined ? asOf : { ...asOf, time: time.toISOString() };
}
