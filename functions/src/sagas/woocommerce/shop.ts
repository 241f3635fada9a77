import type { WoocommerceEvent } from 'integration-service/woocommerce';

/** The shop's host, by the links of the signed body; of deletions, by a header that nobody signs. */
export function shopOf({ envelope }: Pick<WoocommerceEvent, 'envelope'>): string {
  return envelope.source.replace(/^\/\//, '');
}

/** The place of a resource among those of all shops: each numbers its own from 1. */
export function placeOf(id: string, shop: string): string {
  return `${shop}/${id}`;
}
