import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, isText, saga } from 'integration-service';
import { isSendcloudEventOfType, SendcloudEvent } from 'integration-service/sendcloud';
import { textIn, textOrNull } from '../shared/fields.ts';
import { UpdateShipment, type ShipmentStatus } from '../shared/shipments.ts';

/**
 * The ids of statuses, since the messages are for people. @see https://api.sendcloud.dev/docs/sendcloud-public-api/parcel-statuses
 */
const STATUSES: ReadonlyMap<unknown, ShipmentStatus> = new Map([
  [1000, 'pre_transit'],
  [999, 'pre_transit'],
  [1, 'pre_transit'],
  [62989, 'pre_transit'],
  [3, 'in_transit'],
  [4, 'in_transit'],
  [5, 'in_transit'],
  [6, 'in_transit'],
  [7, 'in_transit'],
  [22, 'in_transit'],
  [91, 'in_transit'],
  [92, 'out_for_delivery'],
  [8, 'exception'],
  [62990, 'exception'],
  [62991, 'exception'],
  [80, 'exception'],
  [15, 'exception'],
  [12, 'available_for_pickup'],
  [11, 'delivered'],
  [93, 'delivered'],
  [62992, 'returned'],
  [1998, 'canceled'],
  [1999, 'canceled'],
  [2000, 'canceled'],
  [2001, 'canceled'],
]);

/** Keeps `shipments` up to date with Sendcloud: where each parcel is. */
export const shipments = saga((events$) =>
  events$.pipe(
    isOfType(SendcloudEvent),
    isSendcloudEventOfType('parcel_status_changed'),
    mergeMap((event) => {
      const { parcel } = event.event;
      if (!isText(parcel?.tracking_number)) return [];
      const message = textIn(parcel.status?.message);
      const update = new UpdateShipment(
        {
          provider: 'sendcloud',
          trackingCode: parcel.tracking_number,
          carrier: textOrNull(parcel.carrier?.code),
          status: STATUSES.get(parcel.status?.id) ?? 'unknown',
          providerStatus: message || 'unknown',
          detail: message || null,
          estimatedDelivery: textOrNull(parcel.expected_delivery_date),
          signedBy: null,
          trackingUrl: textOrNull(parcel.tracking_url),
          livemode: null,
        },
        asOfEvent(event),
      );
      return [update];
    }),
  ),
);
