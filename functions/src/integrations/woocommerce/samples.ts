import { createHash } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { WoocommerceEventType } from './event.ts';
import { woocommerce } from './index.ts';

const SHOP = 'https://shop.example';
const WEBHOOK_ID = '5';

const FIELDS = {
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

/** Deliveries as a shop sends them. */
export const woocommerceSamples = samplesOf(woocommerce, {
  headers: ({ type, id, now }) => {
    const [resource = '', event = ''] = type.split('.');
    return {
      'user-agent': 'WooCommerce/10.3.5 Hookshot (WordPress/6.8.3)',
      'x-wc-webhook-source': `${SHOP}/`,
      'x-wc-webhook-topic': type,
      'x-wc-webhook-resource': resource,
      'x-wc-webhook-event': event,
      'x-wc-webhook-id': WEBHOOK_ID,
      'x-wc-webhook-delivery-id': createHash('md5').update(`${id}${now.getTime()}`).digest('hex'),
    };
  },
  bodies: {
    'order.created': (at) => order(at, 'pending'),
    'order.updated': (at) => order(at, 'processing'),
    'order.restored': (at) => order(at, 'processing'),
    'order.deleted': ({ id }) => ({ id: numberOf(id) }),
    'product.created': (at) => resource('product', at),
    'product.updated': (at) => resource('product', at),
    'product.deleted': ({ id }) => ({ id: numberOf(id) }),
    'customer.created': (at) => resource('customer', at),
    'coupon.created': (at) => resource('coupon', at),
  } satisfies { readonly [Type in WoocommerceEventType]?: (at: SampleAt) => object },
});

function order(at: SampleAt, status: string): object {
  return resource('order', at, { number: String(numberOf(at.id)), status });
}

function resource(kind: keyof typeof FIELDS, { id, now }: SampleAt, more: object = {}): object {
  const gmt = now.toISOString().slice(0, 19);
  return {
    id: numberOf(id),
    date_created_gmt: gmt,
    date_modified_gmt: gmt,
    ...FIELDS[kind],
    ...more,
    _links: { self: [{ href: `${SHOP}/wp-json/wc/v3/${kind}s/${numberOf(id)}` }] },
  };
}

function numberOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt16BE();
}
