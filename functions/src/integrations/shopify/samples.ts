import { createHash, randomBytes } from 'node:crypto';
import { attributesAsHeaders } from '../../core/integration/provider-topic.ts';
import type { SampleDelivery } from '../../core/integration/samples.ts';
import { samplesOf, uuidOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { ShopifyEventType } from './event.ts';
import { webhooks } from './index.ts';
import { inventoryLevelOf, orderOf, productOf, refundOf } from './samples/resources.ts';

const SHOP = 'johns-apparel.myshopify.com';
const API_VERSION = '2026-10';

/** Deliveries with the headers of webhooks, signed with the secret of the app; over Shopify's topic they are attributes. */
export const shopifySamples = samplesOf(
  { scheme: webhooks },
  {
    secret: () => `shpss_${randomBytes(16).toString('hex')}`,
    headers: (delivery) => attributesAsHeaders({ attributes: attributesOf(delivery) }),
    attributes: attributesOf,
    bodies: {
      'orders/create': (at) => order('orders/create', at),
      'orders/paid': (at) => order('orders/paid', at),
      'orders/fulfilled': (at) => order('orders/fulfilled', at),
      'orders/cancelled': (at) => order('orders/cancelled', at),
      'orders/updated': (at) => order('orders/updated', at),
      'orders/delete': ({ id }) => ({ id: numberOf(id) }),
      'refunds/create': ({ id, now }) => refundOf(numberOf(id), now),
      'products/update': ({ id, now }) => productOf(numberOf(id), now),
      'inventory_levels/update': ({ id, now }) => inventoryLevelOf(numberOf(id), now),
      'app/uninstalled': ({ now }) => ({
        id: 548380009,
        name: 'John’s Apparel',
        domain: 'shop.apparel.example',
        myshopify_domain: SHOP,
        updated_at: now.toISOString(),
      }),
    } satisfies { readonly [Type in ShopifyEventType]?: (at: SampleAt) => object },
  },
);

/** What Shopify says of a delivery, as it spells the names. */
function attributesOf({
  type,
  id,
  now,
}: Pick<SampleDelivery, 'type' | 'id' | 'now'>): Readonly<Record<string, string>> {
  return {
    'X-Shopify-Topic': type,
    'X-Shopify-Shop-Domain': SHOP,
    'X-Shopify-API-Version': API_VERSION,
    'X-Shopify-Webhook-Id': uuidOf(`webhook ${type} ${id}`),
    'X-Shopify-Event-Id': uuidOf(`event ${id}`),
    'X-Shopify-Triggered-At': now.toISOString(),
  };
}

function order(type: ShopifyEventType, { id, now }: SampleAt): object {
  return orderOf(type, numberOf(id), now);
}

function numberOf(id: string): number {
  return 5_000_000_000_000 + createHash('sha256').update(id).digest().readUInt32BE();
}
