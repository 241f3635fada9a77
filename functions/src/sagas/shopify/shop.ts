import { sourceOfEvents, type IntegrationEvent } from 'integration-service';

/**
 * The shop's host, for information only, since that of a delivery comes from an unsigned header. Ids are unique across
 * Shopify.
 */
export function shopOf({ envelope }: Pick<IntegrationEvent, 'envelope'>): string {
  return decodeURIComponent(sourceOfEvents(envelope).split('/').at(-1) ?? '');
}
