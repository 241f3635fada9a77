import { titleOf } from '../event/names.ts';
import type { LogFields, Logger } from '../telemetry/logger.ts';

/** The size of a body: what was read, or what the request declares of a body that was not read. */
type BodySize = { readonly bytes: number } | { readonly declaredBytes: number | undefined };

/** The first line of every request, before anything about it is checked or refused. */
export function logReceived(provider: string, log: Logger, size: BodySize): void {
  log.info(`${titleOf(provider)} Event Received`, size);
}

/** The events of a request, as its lines name them. A batch has lists: `jsonPayload.eventIds="…"` finds one of them. */
export function idsOf(contexts: readonly { readonly id: string; readonly eventtype: string }[]): LogFields {
  const [first] = contexts;
  if (contexts.length === 1 && first !== undefined) return { eventId: first.id, eventType: first.eventtype };
  return {
    eventIds: contexts.map(({ id }) => id),
    eventTypes: [...new Set(contexts.map(({ eventtype }) => eventtype))],
  };
}
