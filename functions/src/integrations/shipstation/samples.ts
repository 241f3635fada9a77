import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { ShipstationEventType, ShipstationTracking } from './event.ts';
import { shipstation } from './index.ts';

const HOUR_MS = 3_600_000;

/** Realistic ShipStation events, signed with a key pair generated for them. */
export const shipstationSamples = samplesOf(shipstation, {
  headers: () => ({ 'user-agent': 'ShipEngine/v1' }),
  around: (type, body) => ({ resource_type: type, ...body }),
  bodies: {
    TRACK_EVENT_V2: ({ id, now }) => ({ resource_url: urlOf('labels', id, '/track'), data: tracking(id, now, 'DE') }),
    API_TRACK: ({ id, now }) => ({
      resource_url: `https://api.shipengine.com/v1/tracking?carrier_code=usps&tracking_number=94${id}`,
      data: tracking(id, now, 'IT'),
    }),
    BATCH_PROCESSED_V2: ({ id }) => ({ resource_url: urlOf('batches', id) }),
    FULFILLMENT_SHIPPED_V2: ({ id }) => ({ resource_url: urlOf('fulfillments', id) }),
  } satisfies { readonly [Type in ShipstationEventType]?: (at: SampleAt) => object },
});

function urlOf(kind: string, id: string, rest = ''): string {
  return `https://api.shipstation.com/v2/${kind}/se-${id}${rest}`;
}

function tracking(id: string, now: Date, status: 'IT' | 'DE'): ShipstationTracking {
  const delivered = status === 'DE';
  const scan = (hoursAgo: number, description: string, city: string) => ({
    occurred_at: new Date(now.getTime() - hoursAgo * HOUR_MS).toISOString(),
    carrier_occurred_at: null,
    description,
    city_locality: city,
    state_province: 'TX',
    postal_code: '78756',
    country_code: 'US',
    signer: null,
    event_code: null,
  });
  return {
    tracking_number: `94${id}`,
    tracking_url: `https://tools.usps.com/go/TrackConfirmAction?tLabels=94${id}`,
    status_code: status,
    status_description: delivered ? 'Delivered' : 'In Transit',
    carrier_code: 'usps',
    carrier_status_code: delivered ? '01' : '10',
    carrier_status_description: delivered ? 'Your item was delivered.' : 'Your item is on its way.',
    ship_date: new Date(now.getTime() - 48 * HOUR_MS).toISOString(),
    estimated_delivery_date: new Date(now.getTime() + (delivered ? 0 : 24 * HOUR_MS)).toISOString(),
    actual_delivery_date: delivered ? now.toISOString() : null,
    exception_description: null,
    events: [
      ...(delivered ? [scan(0, 'Delivered, Front Door', 'AUSTIN')] : []),
      scan(12, 'Arrived at USPS Facility', 'AUSTIN'),
      scan(48, 'Accepted at USPS Origin Facility', 'DALLAS'),
    ],
  };
}
