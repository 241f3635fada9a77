import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, saga } from 'integration-service';
import { EasypostEvent, isEasypostEventOfType } from 'integration-service/easypost';
import { listIn } from '../shared/fields.ts';
import { UpdateShipment, type ShipmentStatus } from '../shared/shipments.ts';

const STATUSES: ReadonlyMap<string, ShipmentStatus> = new Map<string, ShipmentStatus>([
  ['pre_transit', 'pre_transit'],
  ['in_transit', 'in_transit'],
  ['out_for_delivery', 'out_for_delivery'],
  ['available_for_pickup', 'available_for_pickup'],
  ['delivered', 'delivered'],
  ['return_to_sender', 'returned'],
  ['failure', 'exception'],
  ['error', 'exception'],
  ['cancelled', 'canceled'],
]);

/** Keeps `shipments` up to date with EasyPost's trackers: where each parcel is and when it will arrive. */
export const shipments = saga((events$) =>
  events$.pipe(
    isOfType(EasypostEvent),
    isEasypostEventOfType('tracker.created', 'tracker.updated'),
    mergeMap((event) => {
      const { mode, result: tracker } = event.event;
      if (!tracker.tracking_code) return [];
      const update = new UpdateShipment(
        {
          provider: 'easypost',
          trackingCode: tracker.tracking_code,
          carrier: tracker.carrier ?? null,
          status: STATUSES.get(tracker.status) ?? 'unknown',
          providerStatus: tracker.status ?? 'unknown',
          detail: listIn(tracker.tracking_details).at(-1)?.message ?? null,
          estimatedDelivery: tracker.est_delivery_date ?? null,
          signedBy: tracker.signed_by ?? null,
          trackingUrl: tracker.public_url ?? null,
          livemode: mode ? mode === 'production' : null,
        },
        asOfEvent(event),
      );
      return [update];
    }),
  ),
);
