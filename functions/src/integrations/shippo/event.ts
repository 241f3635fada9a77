import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

export type ShippoStatus = 'UNKNOWN' | 'PRE_TRANSIT' | 'TRANSIT' | 'DELIVERED' | 'RETURNED' | 'FAILURE';

interface TrackingStatus {
  readonly object_id?: string;
  readonly object_created?: string;
  readonly status: ShippoStatus;
  readonly status_details?: string;
  /** RFC 3339. */
  readonly status_date?: string;
  /** `out_for_delivery`, `package_held`, … */
  readonly substatus?: { readonly code: string; readonly text?: string; readonly action_required?: boolean } | null;
  readonly location?: Readonly<Record<string, string>> | null;
}

interface Track {
  readonly object_id?: undefined;
  /** Lower case: `usps`. */
  readonly carrier: string;
  readonly tracking_number: string;
  /** Id of the label, if it was bought at Shippo. */
  readonly transaction?: string | null;
  /** RFC 3339. */
  readonly eta?: string | null;
  readonly original_eta?: string | null;
  readonly servicelevel?: { readonly token?: string; readonly name?: string };
  readonly metadata?: string | null;
  readonly tracking_status: TrackingStatus | null;
  readonly tracking_history?: readonly TrackingStatus[];
  readonly test?: boolean;
}

interface Transaction {
  readonly object_id: string;
  readonly object_state?: string;
  readonly object_created?: string;
  readonly object_updated?: string;
  readonly status: string;
  readonly rate?: string;
  readonly tracking_number?: string;
  readonly tracking_status?: string | null;
  readonly tracking_url_provider?: string;
  readonly eta?: string | null;
  readonly label_url?: string;
  readonly metadata?: string;
  readonly messages?: readonly Readonly<Record<string, unknown>>[];
  readonly test?: boolean;
}

interface Batch {
  readonly object_id: string;
  readonly status?: string;
  readonly [detail: string]: unknown;
}

interface OfType<Type extends string, Data> {
  readonly event: Type;
  readonly test?: boolean;
  readonly carrier?: string;
  readonly data: Data;
}

/** Shippo's events, by type. */
export interface ShippoEvents {
  readonly track_updated: OfType<'track_updated', Track>;
  readonly transaction_created: OfType<'transaction_created', Transaction>;
  readonly transaction_updated: OfType<'transaction_updated', Transaction>;
  readonly batch_created: OfType<'batch_created', Batch>;
  readonly batch_purchased: OfType<'batch_purchased', Batch>;
}
export type ShippoEventType = keyof ShippoEvents;
export type ShippoNative = ShippoEvents[ShippoEventType];
export type ShippoEventOfType<Type extends ShippoEventType> = EventOf<ShippoEvents, Type>;

export const places: EventPlaces<ShippoNative> = {
  // Events have no id, and a retry has the same content.
  type: '/event',
  time: ['/data/tracking_status/status_date', '/data/object_updated', '/data/object_created', 'signed'],
  subject: ['/data/tracking_number', '/data/object_id'],
  // Events name no account.
  source: '//goshippo.com',
  needs: { '/data': 'object' },
};

/**
 * A Shippo event on the platform.
 * @see https://docs.goshippo.com/docs/tracking/webhooks/
 */
export class ShippoEvent extends /* @__PURE__ */ eventClass<ShippoEvents>('shippo', places) {}

/**
 * Lets through Shippo events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(ShippoEvent),
 *   isShippoEventOfType('track_updated'),
 *   map(({ event }) => new NotifyRecipient(event.data.tracking_number, event.data.tracking_status?.status)),
 * )
 */
export const isShippoEventOfType = /* @__PURE__ */ ofTypes(ShippoEvent);
