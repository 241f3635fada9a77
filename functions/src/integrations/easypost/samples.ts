import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { EasypostEventType } from './event.ts';
import { easypost } from './index.ts';
import { trackerResult } from './samples/tracker.ts';

/** Realistic EasyPost events. */
export const easypostSamples = samplesOf(easypost, {
  headers: () => ({ 'user-agent': 'EasyPost/Webhook' }),
  around: (type, result, { id, now }) => ({
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
    result,
  }),
  bodies: {
    'tracker.created': ({ id, now }) => trackerResult(id, now, 'pre_transit'),
    'tracker.updated': ({ id, now }) => trackerResult(id, now, 'delivered'),
    'batch.updated': (at) => ({
      ...object(at, 'batch', 'Batch'),
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
    }),
    'refund.successful': (at) => ({
      ...object(at, 'rfnd', 'Refund'),
      carrier: 'USPS',
      confirmation_number: null,
      shipment_id: `shp_${at.id}`,
      status: 'refunded',
      tracking_code: `940010000000${at.id}`,
    }),
  } satisfies { readonly [Type in EasypostEventType]?: (at: SampleAt) => object },
});

function object({ id, now }: SampleAt, prefix: string, name: string) {
  const time = now.toISOString();
  return { id: `${prefix}_${id}`, object: name, mode: 'test', created_at: time, updated_at: time };
}
