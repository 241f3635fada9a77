import { createHash, randomBytes } from 'node:crypto';
import { hmacOf } from '../../core/scheme/hmac.ts';
import type { Samples } from '../../core/integration/samples.ts';

const SHOP = 'https://shop.example';
const WEBHOOK_ID = '5';

/** Deliveries as a shop sends them. */
export const woocommerceSamples: Samples = {
  types: ['order.created', 'order.updated', 'order.deleted', 'product.updated', 'customer.created', 'coupon.created'],

  makeSecret() {
    const secret = randomBytes(25).toString('base64url');
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    const [resource = '', change] = type.split('.');
    const number = createHash('sha256').update(id).digest().readUInt16BE();
    if (change === 'deleted') return JSON.stringify({ id: number });
    const gmt = now.toISOString().slice(0, 19);
    return JSON.stringify({
      id: number,
      date_created_gmt: gmt,
      date_modified_gmt: gmt,
      ...FIELDS[resource],
      ...(resource === 'order' && { number: String(number), status: change === 'created' ? 'pending' : 'processing' }),
      _links: { self: [{ href: `${SHOP}/wp-json/wc/v3/${resource}s/${number}` }] },
    });
  },

  request({ body, type, id, signing, now, url }) {
    const [resource = '', event = ''] = type.split('.');
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'WooCommerce/10.3.5 Hookshot (WordPress/6.8.3)',
        'x-wc-webhook-source': `${SHOP}/`,
        'x-wc-webhook-topic': type,
        'x-wc-webhook-resource': resource,
        'x-wc-webhook-event': event,
        'x-wc-webhook-id': WEBHOOK_ID,
        'x-wc-webhook-delivery-id': createHash('md5').update(`${id}${now.getTime()}`).digest('hex'),
        'x-wc-webhook-signature': hmacOf({ algorithm: 'sha256', encoding: 'base64', key: signing, parts: [body] }),
      },
      body,
    };
  },
};

const FIELDS: Readonly<Record<string, object>> = {
  order: {
    currency: 'EUR',
    total: '29.35',
    total_tax: '1.35',
    customer_id: 26,
    payment_method: 'stripe',
    billing: { first_name: 'Jané', last_name: 'Doe', email: 'jane.doe@example.com', country: 'AT' },
    line_items: [{ id: 315, name: 'Woo Single #1 “Träger”', product_id: 93, quantity: 2, total: '6.00', sku: 'WOO-1' }],
    refunds: [],
  },
  product: {
    name: 'Woo Single #1',
    type: 'simple',
    sku: 'WOO-1',
    status: 'publish',
    price: '3.00',
    manage_stock: true,
    stock_quantity: 12,
    stock_status: 'instock',
    backorders: 'no',
    parent_id: 0,
    variations: [],
  },
  customer: { email: 'jane.doe@example.com', first_name: 'Jané', last_name: 'Doe', username: 'jane.doe' },
  coupon: { code: '10off', amount: '10.00', discount_type: 'percent' },
};
