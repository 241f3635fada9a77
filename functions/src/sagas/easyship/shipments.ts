import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, isText, saga } from 'integration-service';
import { EasyshipEvent, isEasyshipEventOfType, type EasyshipTrackingStatus } from 'integration-service/easyship';
import { textIn, textOrNull } from '../shared/fields.ts';
import { UpdateShipment, type ShipmentStatus } from '../shared/shipments.ts';

const STATUSES: ReadonlyMap<unknown, ShipmentStatus> = new Map<EasyshipTrackingStatus, ShipmentStatus>([
  ['Info Received', 'pre_transit'],
  ['In Transit to Customer', 'in_transit'],
  ['Out for Delivery', 'out_for_delivery'],
  ['Failed Attempt', 'exception'],
  ['Exception', 'exception'],
  ['Expired', 'exception'],
  ['Delivered', 'delivered'],
  ['Returned', 'returned'],
]);

/** Keeps `shipments` up to date with Easyship: where each parcel is. */
export const shipments = saga((events$) =>
  events$.pipe(
    isOfType(EasyshipEvent),
    isEasyshipEventOfType('shipment.tracking.status.changed'),
    mergeMap((event) => {
      const { tracking } = event.event;
      if (!isText(tracking?.tracking_number)) return [];
      const update = new UpdateShipment(
        {
          provider: 'easyship',
          trackingCode: tracking.tracking_number,
          carrier: textOrNull(tracking.courier_id),
          status: STATUSES.get(tracking.status) ?? 'unknown',
          providerStatus: textIn(tracking.status) || 'unknown',
          detail: null,
          estimatedDelivery: null,
          signedBy: null,
          trackingUrl: textOrNull(tracking.tracking_page_url),
          livemode: null,
        },
        // The time of arrival: Easyship says no other.
        asOfEvent(event),
      );
      return [update];
    }),
  ),
);
