import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, isText, saga } from 'integration-service';
import { isShippoEventOfType, ShippoEvent, type ShippoStatus } from 'integration-service/shippo';
import { textIn, textOrNull } from '../shared/fields.ts';
import { UpdateShipment, type ShipmentStatus } from '../shared/shipments.ts';

/** @see https://docs.goshippo.com/docs/tracking/tracking/ */
const STATUSES: ReadonlyMap<unknown, ShipmentStatus> = new Map<ShippoStatus, ShipmentStatus>([
  ['PRE_TRANSIT', 'pre_transit'],
  ['TRANSIT', 'in_transit'],
  ['DELIVERED', 'delivered'],
  ['RETURNED', 'returned'],
  ['FAILURE', 'exception'],
]);

/** What a status is in detail, if that says more. */
const SUBSTATUSES: ReadonlyMap<unknown, ShipmentStatus> = new Map([
  ['out_for_delivery', 'out_for_delivery'],
  ['delivery_attempted', 'exception'],
  ['package_held', 'exception'],
  ['pickup_available', 'available_for_pickup'],
]);

/** Keeps `shipments` up to date with Shippo: where each parcel is, and when it will arrive. */
export const shipments = saga((events$) =>
  events$.pipe(
    isOfType(ShippoEvent),
    isShippoEventOfType('track_updated'),
    mergeMap((event) => {
      const { data: track } = event.event;
      const { tracking_status: reached } = track;
      if (!isText(track.tracking_number) || reached?.status === undefined) return [];
      const update = new UpdateShipment(
        {
          provider: 'shippo',
          trackingCode: track.tracking_number,
          carrier: textOrNull(track.carrier),
          status: SUBSTATUSES.get(reached.substatus?.code) ?? STATUSES.get(reached.status) ?? 'unknown',
          providerStatus: textIn(reached.status) || 'unknown',
          detail: textOrNull(reached.status_details),
          estimatedDelivery: textOrNull(track.eta),
          signedBy: null,
          trackingUrl: null,
          livemode: typeof track.test === 'boolean' ? !track.test : null,
        },
        asOfEvent(event),
      );
      return [update];
    }),
  ),
);
