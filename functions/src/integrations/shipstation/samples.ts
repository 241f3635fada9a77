import { generateKeyPairSync, sign } from 'node:crypto';
import type { Samples } from '../../core/integration/samples.ts';
import type { ShipstationEventType, ShipstationTracking } from './native.ts';

const HOUR_MS = 3_600_000;

const BODIES = {
  TRACK_EVENT_V2: (id, now) => ({ resource_url: urlOf('labels', id, '/track'), data: tracking(id, now, 'DE') }),
  API_TRACK: (id, now) => ({
    resource_url: `https://api.shipengine.com/v1/tracking?carrier_code=usps&tracking_number=94${id}`,
    data: tracking(id, now, 'IT'),
  }),
  BATCH_PROCESSED_V2: (id) => ({ resource_url: urlOf('batches', id) }),
  FULFILLMENT_SHIPPED_V2: (id) => ({ resource_url: urlOf('fulfillments', id) }),
} satisfies { readonly [Type in ShipstationEventType]?: (id: string, now: Date) => object };

/** Realistic ShipStation events, signed as ShipStation signs them, with a key pair made for the purpose. */
export const shipstationSamples: Samples = {
  types: Object.keys(BODIES),

  makeSecret() {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2_048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    return { configured: publicKey, signing: privateKey };
  },

  sample(type, { id, now }) {
    const body = isSampled(type) ? BODIES[type](id, now) : { resource_url: urlOf('things', id) };
    return JSON.stringify({ resource_type: type, ...body });
  },

  request({ body, signing, now, url }) {
    const timestamp = now.toISOString();
    const signed = Buffer.concat([Buffer.from(`${timestamp}.`), body]);
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'ShipEngine/v1',
        'x-shipengine-rsa-sha256-key-id': 'sample-key',
        'x-shipengine-timestamp': timestamp,
        'x-shipengine-rsa-sha256-signature': sign('RSA-SHA256', signed, signing).toString('base64'),
      },
      body,
    };
  },
};

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

function isSampled(type: string): type is keyof typeof BODIES {
  return Object.hasOwn(BODIES, type);
}
