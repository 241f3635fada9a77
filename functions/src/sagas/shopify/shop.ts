import type { ShopifyEvent } from 'integration-service/shopify';

/** The shop's host, for information only, since it comes from an unsigned header. Ids are unique across Shopify. */
export function shopOf({ envelope }: Pick<ShopifyEvent, 'envelope'>): string {
  return decodeURIComponent(envelope.source.split('/').at(-1) ?? '');
}
