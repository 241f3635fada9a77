import { createHash, randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { BigcommerceEventType } from './event.ts';
import { bigcommerce } from './index.ts';

/** Realistic BigCommerce events: an order and what becomes of it, stock, and a cart that somebody left. */
export const bigcommerceSamples = samplesOf(bigcommerce, {
  secret: () => randomBytes(32).toString('hex'),
  around: (scope, data, { id, now }) => ({
    scope,
    store_id: '1002841',
    data,
    hash: createHash('sha1').update(`${scope} ${id}`).digest('hex'),
    created_at: Math.floor(now.getTime() / 1000),
    producer: 'stores/smpl4k7q',
  }),
  bodies: {
    'store/order/created': () => ({ type: 'order', id: 2207 }),
    'store/order/statusUpdated': () => ({
      type: 'order',
      id: 2207,
      status: { previous_status_id: 7, new_status_id: 11 },
    }),
    'store/order/refund/created': () => ({ type: 'order', id: 2207, refund: { refund_id: 31 } }),
    'store/product/updated': () => ({ type: 'product', id: 514 }),
    'store/sku/inventory/updated': () => ({
      type: 'sku',
      id: 8120,
      inventory: { product_id: 514, variant_id: 77, method: 'absolute', value: 12 },
    }),
    'store/customer/created': () => ({ type: 'customer', id: 906 }),
    'store/cart/abandoned': ({ id }) => ({ type: 'cart', id: `a90e${id}-3d51-4f7c-8b26-c1d0e94a5f73`, token: 'smpl' }),
  } satisfies { readonly [Type in BigcommerceEventType]?: (at: SampleAt) => object },
});
