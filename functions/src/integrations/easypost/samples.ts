import { createHmac, randomBytes } from 'node:crypto';
import type { Samples } from '../../core/integration/samples.ts';
import type { EasypostEventType } from './native.ts';
import { trackerResult } from './samples/tracker.ts';

type Result = (id: string, now: Date) => object;

const RESULTS = {
  'tracker.created': (id, now) => trackerResult(id, now, 'pre_transit'),
  'tracker.updated': (id, now) => trackerResult(id, now, 'delivered'),
  'batch.updated': (id, now) => ({
    id: `batch_${id}`,
    object: 'Batch',
    mode: 'test',
    state: 'purchased',
    num_shipments: 2,
    reference: null,
    status: {
      created: 0,
      queued_for_purchase: 0,
      creation_failed: 0,
      postage_purchased: 2,
      postage_purchase_failed: 0,
    },
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
  }),
  'refund.successful': (id, now) => ({
    id: `rfnd_${id}`,
    object: 'Refund',
    mode: 'test',
    carrier: 'USPS',
    confirmation_number: null,
    shipment_id: `shp_${id}`,
    status: 'refunded',
    tracking_code: `940010000000${id}`,
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
  }),
} satisfies { readonly [Type in EasypostEventType]?: Result };

/** Realistic EasyPost events, signed as EasyPost signs them. */
export const easypostSamples: Samples = {
  types: Object.keys(RESULTS),

  makeSecret() {
    const secret = randomBytes(24).toString('base64url');
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    return JSON.stringify({
      description: type,
      mode: 'test',
      previous_attributes: { status: 'in_transit' },
      created_at: now.toISOString(),
      pending_urls: ['https://webhooks.example.com/easypost-webhook'],
      completed_urls: [],
      updated_at: now.toISOString(),
      id: `evt_${id}`,
      user_id: 'user_8b9c2f0e7d4a4f5c8c1a',
      status: 'pending',
      object: 'Event',
      result: isSampled(type) ? RESULTS[type](id, now) : {},
    });
  },

  request({ body, signing, url }) {
    // The samples have no whole weight, so what is sent is what is signed.
    const signature = createHmac('sha256', signing.normalize('NFKD')).update(body).digest('hex');
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'EasyPost/Webhook',
        'x-hmac-signature': `hmac-sha256-hex=${signature}`,
      },
      body,
    };
  },
};

function isSampled(type: string): type is keyof typeof RESULTS {
  return Object.hasOwn(RESULTS, type);
}
