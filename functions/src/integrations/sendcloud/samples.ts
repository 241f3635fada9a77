import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { SendcloudEventType } from './event.ts';
import { sendcloud } from './index.ts';

/** Realistic Sendcloud events. */
export const sendcloudSamples = samplesOf(sendcloud, {
  secret: () => randomBytes(16).toString('hex'),
  around: (type, fields, { now }) => ({ action: type, timestamp: now.getTime(), ...fields }),
  bodies: {
    parcel_status_changed: ({ id, now }) => ({
      carrier_status_change_timestamp: now.getTime() - 7_000,
      parcel: {
        id: `10${id}`,
        name: 'Ada Lovelace',
        city: 'Eindhoven',
        country: { iso_2: 'NL', iso_3: 'NLD', name: 'Netherlands' },
        tracking_number: `3SABCD${id}`,
        tracking_url: `https://tracking.example.com/3SABCD${id}`,
        order_number: `#${id}`,
        external_order_id: `order-${id}`,
        status: { id: 11, message: 'Delivered' },
        carrier: { code: 'postnl' },
        shipment: { id: 8, name: 'PostNL Standard 0-23kg' },
        weight: '2.000',
        is_return: false,
      },
    }),
    return_created: ({ id, now }) => ({
      return: {
        id: `99${id}`,
        status: 'open',
        reason: 2,
        outgoing_parcel: `10${id}`,
        incoming_parcel: `11${id}`,
        created_at: now.toISOString(),
        refund: { refund_type: { code: 'money' } },
      },
    }),
    integration_connected: ({ id, now }) => ({
      integration: {
        id: `7${id}`,
        shop_name: 'The shop',
        system: 'api',
        last_updated_at: now.toISOString(),
        webhook_active: true,
      },
    }),
  } satisfies { readonly [Type in SendcloudEventType]?: (at: SampleAt) => object },
});
