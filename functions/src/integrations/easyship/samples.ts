import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { EasyshipEventType } from './event.ts';
import { easyship } from './index.ts';

/** Realistic Easyship events of one shipment. */
export const easyshipSamples = samplesOf(easyship, {
  secret: () => `webh_${randomBytes(24).toString('hex')}`,
  around: (type, resource, { id }) => {
    const name = nameOf(type);
    const shipmentId = `ESUS1000${id}`;
    return {
      event_type: type,
      resource_type: name,
      resource_id: shipmentId,
      [name]: { easyship_shipment_id: shipmentId, ...resource },
    };
  },
  bodies: {
    'shipment.tracking.status.changed': ({ id }) => ({
      platform_order_number: `#${id}`,
      origin: 'United States',
      destination: 'Singapore',
      status: 'Delivered',
      tracking_number: `1Z999AA101${id}`,
      tracking_page_url: `https://tracking.example.com/ESUS1000${id}`,
      courier_id: 'b8d528a7-a2d4-4510-a7ac-11cbbb6542cd',
    }),
    'shipment.label.created': ({ id }) => ({
      status: 'success',
      label_url: `https://labels.example.com/${id}.pdf`,
      tracking_number: `1Z999AA101${id}`,
      tracking_page_url: `https://tracking.example.com/ESUS1000${id}`,
    }),
    'shipment.label.failed': () => ({ status: 'failed' }),
    'shipment.cancelled': () => ({ status: 'cancelled' }),
  } satisfies { readonly [Type in EasyshipEventType]: (at: SampleAt) => object },
});

function nameOf(type: string): string {
  if (type.startsWith('shipment.tracking.')) return 'tracking';
  return type.startsWith('shipment.label.') ? 'label' : 'shipment';
}
