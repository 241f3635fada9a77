import type { ShopifyEvent } from '../../integrations/shopify/event.ts';

/** The shop's host. For information only: it stands in a header that nobody signs. Ids are unique at Shopify. */
export function shopOf({ envelope }: Pick<ShopifyEvent, 'envelope'>): string {
  return decodeURIComponent(envelope.source.split('/').at(-1) ?? '');
}
