import type { ShopifyEvent } from 'integration-service/shopify';

/** The shop's host. For information only: it stands in a header that nobody signs. Ids are unique at Shopify. */
export function shopOf({ envelope }: Pick<ShopifyEvent, 'envelope'>): string {
  return decodeURIComponent(envelope.source.split('/').at(-1) ?? '');
}
