import { map } from 'rxjs';
import { asOfEvent, isOfType, saga } from 'integration-service';
import { isShipstationEventOfType, ShipstationEvent } from 'integration-service/shipstation';
import { listIn } from '../shared/fields.ts';
import { UpdateShipment, type ShipmentStatus } from '../shared/shipments.ts';

/** @see https://docs.shipstation.com/apis/docs/guides/webhooks-schemas */
const STATUSES: ReadonlyMap<string, ShipmentStatus> = new Map<string, ShipmentStatus>([
  ['NY', 'pre_transit'],
  ['AC', 'in_transit'],
  ['IT', 'in_transit'],
  ['AT', 'exception'],
  ['EX', 'exception'],
  ['SP', 'available_for_pickup'],
  ['DE', 'delivered'],
]);

/** Keeps `shipments` up to date with ShipStation's tracking: where each parcel is and when it will arrive. */
export const shipments = saga((events$) =>
  events$.pipe(
    isOfType(ShipstationEvent),
    isShipstationEventOfType('TRACK_EVENT_V2', 'API_TRACK'),
    map((event) => {
      const tracking = event.event.data;
      const signer = listIn(tracking.events).find((scan) => scan.signer)?.signer;
      return new UpdateShipment(
        {
          provider: 'shipstation',
          trackingCode: tracking.tracking_number,
          carrier: tracking.carrier_code || carrierIn(event.event.resource_url),
          status: STATUSES.get(tracking.status_code) ?? 'unknown',
          providerStatus: tracking.status_code ?? 'UN',
          detail: tracking.exception_description ?? tracking.carrier_status_description ?? null,
          estimatedDelivery: tracking.estimated_delivery_date ?? null,
          signedBy: signer ?? null,
          trackingUrl: tracking.tracking_url ?? null,
          livemode: null,
        },
        asOfEvent(event),
      );
    }),
  ),
);

/** The carrier in the URL of ShipStation's tracking API: `…/tracking?carrier_code=ups` or `…/tracking/ups/1Z…`. */
function carrierIn(resourceUrl: string): string | null {
  const url = URL.parse(resourceUrl);
  const [, inPath] = /\/tracking\/([^/]+)\/[^/]+$/.exec(url?.pathname ?? '') ?? [];
  return url?.searchParams.get('carrier_code') || (inPath ?? null);
}
