import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, isText, saga } from 'integration-service';
import { AftershipEvent, isAftershipEventOfType, type AftershipTag } from 'integration-service/aftership';
import { listIn, textIn, textOrNull } from '../shared/fields.ts';
import { UpdateShipment, type ShipmentStatus } from '../shared/shipments.ts';

/** @see https://www.aftership.com/docs/tracking/enum/delivery-statuses */
const STATUSES: ReadonlyMap<unknown, ShipmentStatus> = new Map<AftershipTag, ShipmentStatus>([
  ['InfoReceived', 'pre_transit'],
  ['InTransit', 'in_transit'],
  ['OutForDelivery', 'out_for_delivery'],
  ['AttemptFail', 'exception'],
  ['Exception', 'exception'],
  ['Expired', 'exception'],
  ['AvailableForPickup', 'available_for_pickup'],
  ['Delivered', 'delivered'],
]);

/** Returning to the sender, and returned. @see https://www.aftership.com/docs/tracking/enum/delivery-sub-statuses */
const RETURNS: ReadonlySet<unknown> = new Set(['Exception_010', 'Exception_011']);

/** Keeps `shipments` up to date with AfterShip: where each parcel is, and when it will arrive. */
export const shipments = saga((events$) =>
  events$.pipe(
    isOfType(AftershipEvent),
    isAftershipEventOfType('tracking_update', 'edd_revise', 'tracking_pending_time'),
    mergeMap((event) => {
      const tracking = event.event.msg;
      if (!isText(tracking.tracking_number)) return [];
      const estimates = [
        tracking.latest_estimated_delivery?.datetime,
        tracking.courier_estimated_delivery?.estimated_delivery_date,
        tracking.expected_delivery,
      ];
      const update = new UpdateShipment(
        {
          provider: 'aftership',
          trackingCode: tracking.tracking_number,
          carrier: textOrNull(tracking.slug),
          status: RETURNS.has(tracking.subtag) ? 'returned' : (STATUSES.get(tracking.tag) ?? 'unknown'),
          providerStatus: textIn(tracking.subtag) || textIn(tracking.tag) || 'unknown',
          detail: textOrNull(listIn(tracking.checkpoints).at(-1)?.message) ?? textOrNull(tracking.subtag_message),
          estimatedDelivery: estimates.map(textOrNull).find((estimate) => estimate !== null) ?? null,
          signedBy: textOrNull(tracking.signed_by),
          trackingUrl: textOrNull(tracking.courier_tracking_link),
          livemode: null,
        },
        asOfEvent(event),
      );
      return [update];
    }),
  ),
);
