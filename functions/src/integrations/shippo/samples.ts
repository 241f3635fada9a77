import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { ShippoEventType } from './event.ts';
import { shippo } from './index.ts';

/** Realistic Shippo events of one parcel. */
export const shippoSamples = samplesOf(shippo, {
  around: (type, data) => ({
    event: type,
    test: true,
    data: { ...data, test: true },
    ...(type === 'track_updated' && { carrier: 'usps' }),
  }),
  bodies: {
    track_updated: ({ id, now }) => ({
      carrier: 'usps',
      tracking_number: `92055901649173${id}`,
      transaction: `ab24bc1a5bf1445db6ac3d3c${id}`,
      eta: new Date(now.getTime() + 86_400_000).toISOString(),
      servicelevel: { token: 'usps_priority', name: 'Priority Mail' },
      metadata: `Order ${id}`,
      tracking_status: {
        object_id: `af74ed4d51994aaa90d5efa7${id}`,
        object_created: now.toISOString(),
        status: 'DELIVERED',
        status_details: 'Handed to the recipient',
        status_date: now.toISOString(),
        substatus: { code: 'delivered', text: 'Package has been delivered.', action_required: false },
        location: { city: 'Chicago', state: 'IL', zip: '60611', country: 'US' },
      },
      tracking_history: [],
    }),
    transaction_created: (at) => transaction(at, 'SUCCESS'),
    transaction_updated: (at) => transaction(at, 'REFUNDED'),
  } satisfies { readonly [Type in ShippoEventType]?: (at: SampleAt) => object },
});

function transaction({ id, now }: SampleAt, status: string): object {
  return {
    object_id: `70ae8117ee1749e393f249d5${id}`,
    object_state: 'VALID',
    object_created: now.toISOString(),
    object_updated: now.toISOString(),
    status,
    rate: `ee81fab0372e419ab52245c8${id}`,
    tracking_number: `92055901649173${id}`,
    tracking_status: 'UNKNOWN',
    label_url: `https://labels.example.com/${id}.pdf`,
    metadata: `Order ${id}`,
    messages: [],
  };
}
