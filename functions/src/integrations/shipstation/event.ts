import { digestOf } from '../../core/event/digest.ts';
import { isJsonObject } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** One scan of a parcel. */
export interface ShipstationScan {
  /** RFC 3339. */
  readonly occurred_at?: string;
  /** ShipEngine's former name for it. */
  readonly event_date?: string;
  readonly carrier_occurred_at?: string | null;
  readonly description?: string | null;
  readonly city_locality?: string | null;
  readonly state_province?: string | null;
  readonly postal_code?: string | null;
  readonly country_code?: string | null;
  readonly signer?: string | null;
  readonly event_code?: string | null;
}

/** How far a parcel has come. */
export interface ShipstationTracking {
  readonly tracking_number: string;
  readonly tracking_url?: string | null;
  /** Not yet in the system, accepted, in transit, delivered, attempted, exception, at a collection point, unknown. */
  readonly status_code: 'NY' | 'AC' | 'IT' | 'DE' | 'AT' | 'EX' | 'SP' | 'UN';
  readonly status_description?: string | null;
  readonly carrier_code?: string | null;
  readonly carrier_status_code?: string | null;
  readonly carrier_status_description?: string | null;
  readonly ship_date?: string | null;
  readonly estimated_delivery_date?: string | null;
  readonly actual_delivery_date?: string | null;
  readonly exception_description?: string | null;
  readonly events?: readonly ShipstationScan[];
}

/** Events that report how far a parcel has come; the first name is the V2 API's, the second ShipEngine's. */
type TrackingType = 'TRACK_EVENT_V2' | 'API_TRACK';

/** Events that contain only a URL to fetch. */
type ThinType =
  | 'BATCH_PROCESSED_V2'
  | 'FULFILLMENT_CANCELED_V2'
  | 'FULFILLMENT_REJECTED_V2'
  | 'FULFILLMENT_SHIPPED_V2'
  | 'SHIPMENT_CREATED_V2'
  | 'API_BATCH'
  | 'API_CARRIER_CONNECTED'
  | 'API_ORDER_SOURCE_REFRESH_COMPLETE'
  | 'API_RATE'
  | 'API_REPORT_COMPLETE'
  | 'API_SALES_ORDERS_IMPORTED';

/**
 * The event types that have types. ShipStation has more, which are published too.
 * @see https://docs.shipstation.com/apis/docs/guides/webhooks-schemas
 */
export type ShipstationEventType = TrackingType | ThinType;

/** An event of one type. */
interface OfType<Type extends ShipstationEventType> {
  readonly resource_type: Type;
  /** The URL at which the API returns the current state. */
  readonly resource_url: string;
  readonly data: Type extends TrackingType ? ShipstationTracking : Readonly<Record<string, unknown>> | undefined;
}

/** What ShipStation sends, by type. */
export type ShipstationEvents = { readonly [Type in ShipstationEventType]: OfType<Type> };
export type ShipstationNative = ShipstationEvents[ShipstationEventType];
export type ShipstationEventOfType<Type extends ShipstationEventType> = EventOf<ShipstationEvents, Type>;

const TRACKING = { '/data/tracking_number': 'text' } as const;

export const places: EventPlaces<ShipstationNative> = {
  // ShipStation's events have no ids. A tracking event is identified by its content, so that a repeat is recognised
  // although it is signed at another time. Each of the other events says that there is something new to fetch.
  id: (native, { header, body }) => digestOf(body, isTracking(native) ? '' : (header('x-shipengine-timestamp') ?? '')),
  type: '/resource_type',
  time: [lastScanOf, 'signed'],
  source: '//shipstation.com',
  subject: (native) => (isTracking(native) ? native.data.tracking_number : native.resource_url),
  needs: { '/resource_url': 'text' },
  needsByType: { TRACK_EVENT_V2: TRACKING, API_TRACK: TRACKING },
};

/**
 * A ShipStation event on the platform.
 * @see https://docs.shipstation.com/apis/docs/guides/webhooks-schemas
 */
export class ShipstationEvent extends /* @__PURE__ */ eventClass<ShipstationEvents>('shipstation', places) {}

/**
 * Lets through ShipStation events of the given types, which ShipStation calls resource types.
 * @example
 * events$.pipe(
 *   isOfType(ShipstationEvent),
 *   isShipstationEventOfType('TRACK_EVENT_V2'),
 *   map(({ event }) => new NotifyRecipient(event.data.tracking_number, event.data.status_code)),
 * )
 */
export const isShipstationEventOfType = /* @__PURE__ */ ofTypes(ShipstationEvent);

function isTracking(native: ShipstationNative): native is OfType<TrackingType> {
  return native.resource_type === 'TRACK_EVENT_V2' || native.resource_type === 'API_TRACK';
}

/** When the parcel was last scanned, since a state that is reported late is not a later state. */
function lastScanOf(native: ShipstationNative): Date | undefined {
  const scans = isTracking(native) && Array.isArray(native.data.events) ? native.data.events : [];
  const times = scans.filter(isJsonObject).flatMap((scan) => timeOf(scan.occurred_at) ?? timeOf(scan.event_date) ?? []);
  return times.toSorted((a, b) => b.getTime() - a.getTime())[0];
}
