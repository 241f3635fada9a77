import { type AsOf, Command, recordHandler, newest } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/**
 * How far a parcel has come, with any carrier. The number says which of two states told for the same moment is the
 * later one.
 */
const STAGES = {
  unknown: 0,
  /** The label is made, the carrier does not have it yet. */
  pre_transit: 1,
  in_transit: 2,
  out_for_delivery: 3,
  /** Something is in the way: nobody at home, damaged, held. It may still arrive. */
  exception: 4,
  /** It waits at a counter or in a locker. */
  available_for_pickup: 5,
  delivered: 6,
  /** It is on its way back, or was canceled. */
  returned: 7,
  canceled: 8,
} as const;

export type ShipmentStatus = keyof typeof STAGES;

/** A parcel, as one event shows it. */
export interface Shipment {
  /** Who tells: `easypost`. */
  readonly provider: string;
  readonly trackingCode: string;
  /** The carrier as the provider spells it. */
  readonly carrier: string | null;
  readonly status: ShipmentStatus;
  /** The provider's own word for it: `DE`. */
  readonly providerStatus: string;
  /** What people may read about it. */
  readonly detail: string | null;
  /** As the provider puts it: RFC 3339, some without a zone. */
  readonly estimatedDelivery: string | null;
  readonly signedBy: string | null;
  readonly trackingUrl: string | null;
  /** False for a tracker of the test mode; null if the provider does not say. */
  readonly livemode: boolean | null;
}

/** A parcel in the collection `shipments`. */
export type ShipmentRecord = Shipment & {
  /** Whether nothing more is to be expected. */
  readonly finished: boolean;
};

/** Keeps `shipments` as the carriers tell it. The sagas of EasyPost and ShipStation ask for it with this command. */
export class UpdateShipment extends Command {
  static readonly type = 'UpdateShipment';
  readonly shipment: Shipment;
  readonly asOf: AsOf;

  /** @param at The moment that the event tells of; its rank is replaced by the stage of the parcel. */
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
