import { type AsOf, Command, recordHandler, newest } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/**
 * How far a parcel has come, with any carrier. The number ranks two states that have the same time.
 */
const STAGES = {
  unknown: 0,
  /** The label exists, but the carrier does not have the parcel yet. */
  pre_transit: 1,
  in_transit: 2,
  out_for_delivery: 3,
  /** There is a problem: nobody at home, damaged, held. It may still arrive. */
  exception: 4,
  /** It is waiting at a counter or in a locker. */
  available_for_pickup: 5,
  delivered: 6,
  /** It is on its way back, or was canceled. */
  returned: 7,
  canceled: 8,
} as const;

export type ShipmentStatus = keyof typeof STAGES;

/** A parcel, as one event describes it. */
export interface Shipment {
  /** The tracking provider: `easypost`. */
  readonly provider: string;
  readonly trackingCode: string;
  /** The carrier, as the provider spells it. */
  readonly carrier: string | null;
  readonly status: ShipmentStatus;
  /** The provider's own term: `DE`. */
  readonly providerStatus: string;
  /** A description for people. */
  readonly detail: string | null;
  /** As the provider writes it: RFC 3339, sometimes without a time zone. */
  readonly estimatedDelivery: string | null;
  readonly signedBy: string | null;
  readonly trackingUrl: string | null;
  /** False for a tracker in test mode; null if the provider does not say. */
  readonly livemode: boolean | null;
}

/** A parcel in the collection `shipments`. */
export type ShipmentRecord = Shipment & {
  /** Whether no further events are expected. */
  readonly finished: boolean;
};

/** Keeps `shipments` up to date with the carriers. The sagas of all that track parcels use this command. */
export class UpdateShipment extends Command {
  static readonly type = 'UpdateShipment';
  readonly shipment: Shipment;
  readonly asOf: AsOf;

  /** @param at The event's position in time; its rank is replaced by the stage of the parcel. */
  constructor(shipment: Shipment, at: AsOf) {
    super();
    this.shipment = shipment;
    this.asOf = { ...at, rank: STAGES[shipment.status] };
  }
}

export const updateShipment = recordHandler(UpdateShipment, ({ shipment, asOf }, records) => {
  const finished = STAGES[shipment.status] >= STAGES.delivered;
  const record = { ...shipment, finished } satisfies ShipmentRecord;
  const change = newest(asOf, () => record);
  records.update('shipments', recordIdOf(shipment.provider, shipment.trackingCode), change);
});
