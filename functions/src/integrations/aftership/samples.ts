import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { AftershipEventType, AftershipTag } from './event.ts';
import { aftership } from './index.ts';

const HOUR_MS = 3_600_000;

/** Realistic AfterShip events. */
export const aftershipSamples = samplesOf(aftership, {
  headers: () => ({ 'as-webhook-version': '2026-07' }),
  around: (type, msg, { id, now }) => ({
    event: type,
    event_id: `3b1f6f60-58c4-4f0b-8a7c-${id}`,
    is_tracking_first_tag: type === 'tracking_update',
    msg,
    ts: Math.floor(now.getTime() / 1000),
  }),
  bodies: {
    tracking_update: (at) => ({
      ...tracking(at, 'Delivered', 'Delivered_003', 'Signed for by the customer'),
      signed_by: 'A. Lovelace',
    }),
    edd_revise: (at) => ({
      ...tracking(at, 'InTransit', 'InTransit_003', 'Arrived at a sorting centre'),
      latest_estimated_delivery: {
        type: 'specific',
        source: 'Carrier',
        datetime: new Date(at.now.getTime() + 48 * HOUR_MS).toISOString(),
      },
    }),
    tracking_pending_time: (at) => tracking(at, 'Pending', 'Pending_002', 'The carrier has no news yet'),
  } satisfies { readonly [Type in AftershipEventType]: (at: SampleAt) => object },
});

function tracking({ id, now }: SampleAt, tag: AftershipTag, subtag: string, message: string): object {
  const checkpoint = {
    created_at: now.toISOString(),
    checkpoint_time: new Date(now.getTime() - HOUR_MS).toISOString(),
    slug: 'dhl',
    city: 'Graz',
    state: null,
    zip: '8010',
    country_region: 'AUT',
    location: 'Graz, AUT',
    message,
    tag,
    subtag,
    subtag_message: message,
  };
  return {
    id: `kx7q0vtr8w2l${id}`,
    tracking_number: `JD0140${id}`,
    slug: 'dhl',
    active: tag !== 'Delivered',
    tag,
    subtag,
    subtag_message: message,
    title: `Order ${id}`,
    order_id: `order-${id}`,
    order_number: `#${id}`,
    origin_country_region: 'DEU',
    destination_country_region: 'AUT',
    signed_by: null,
    courier_tracking_link: `https://www.dhl.com/track?tracking-id=JD0140${id}`,
    latest_estimated_delivery: null,
    checkpoints: tag === 'Pending' ? [] : [checkpoint],
    created_at: new Date(now.getTime() - 50 * HOUR_MS).toISOString(),
    updated_at: now.toISOString(),
  };
}
