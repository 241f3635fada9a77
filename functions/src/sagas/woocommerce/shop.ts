import { sourceOfEvents, type IntegrationEvent } from 'integration-service';

/** The shop's host, from the links in the signed body; for deletions, from an unsigned header. */
export function shopOf({ envelope }: Pick<IntegrationEvent, 'envelope'>): string {
  return sourceOfEvents(envelope).replace(/^\/\//, '');
}

/** The id of a resource across all shops, since each shop numbers its own from 1. */
export function placeOf(id: string, shop: string): string {
  return `${shop}/${id}`;
}
