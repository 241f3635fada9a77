import { createHash, randomBytes } from 'node:crypto';
import { hmacOf } from '../../core/scheme/hmac.ts';
import type { Samples } from '../../core/integration/samples.ts';
import { inventoryLevelOf, orderOf, productOf, refundOf } from './samples/resources.ts';

const SHOP = 'johns-apparel.myshopify.com';
const API_VERSION = '2026-10';

/** Deliveries with the headers of webhooks, signed with the secret of the app. */
export const shopifySamples: Samples = {
  types: [
    'orders/create',
    'orders/paid',
    'orders/fulfilled',
    'orders/cancelled',
    'orders/updated',
    'orders/delete',
    'refunds/create',
    'products/update',
    'inventory_levels/update',
    'app/uninstalled',
  ],

  makeSecret() {
    const secret = `shpss_${randomBytes(16).toString('hex')}`;
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    const number = numberOf(id);
    if (type.endsWith('/delete')) return JSON.stringify({ id: number });
    if (type.startsWith('orders/')) return JSON.stringify(orderOf(type, number, now));
    if (type === 'refunds/create') return JSON.stringify(refundOf(number, now));
    if (type === 'products/update') return JSON.stringify(productOf(number, now));
    if (type === 'inventory_levels/update') return JSON.stringify(inventoryLevelOf(number, now));
    return JSON.stringify({
      id: 548380009,
      name: 'John’s Apparel',
      domain: 'shop.apparel.example',
      myshopify_domain: SHOP,
      updated_at: now.toISOString(),
    });
  },

  request({ body, type, id, signing, now, url }) {
    const signature = hmacOf({ algorithm: 'sha256', encoding: 'base64', key: signing, parts: [body] });
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'x-shopify-topic': type,
        'x-shopify-hmac-sha256': signature,
        'x-shopify-shop-domain': SHOP,
        'x-shopify-api-version': API_VERSION,
        'x-shopify-webhook-id': uuidOf(`webhook ${type} ${id}`),
        'x-shopify-event-id': uuidOf(`event ${id}`),
        'x-shopify-triggered-at': now.toISOString(),
      },
      body,
    };
  },
};

function numberOf(id: string): number {
  return 5_000_000_000_000 + createHash('sha256').update(id).digest().readUInt32BE();
}

function uuidOf(text: string): string {
  const hex = createHash('md5').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
