import { isJsonObject, isText } from '../../core/event/json.ts';

/** One scan of a parcel. */
export interface ShipstationScan {
  /** RFC 3339. */
  readonly occurred_at?: string;
  /** What ShipEngine called it before. */
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

/** Events that tell how far a parcel has come; the first name is that of the V2 API, the second ShipEngine's. */
type TrackingType = 'TRACK_EVENT_V2' | 'API_TRACK';

/** Events that say only where to look. */
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
 * The event types that are typed. ShipStation has more; they arrive all the same.
 * @see https://docs.shipstation.com/apis/docs/guides/webhooks-schemas
 */
export type ShipstationEventType = TrackingType | ThinType;

/** An event of one type. */
export interface ShipstationNativeOfType<Type extends ShipstationEventType> {
  readonly resource_type: Type;
  /** Where the API tells the present state. */
  readonly resource_url: string;
  readonly data: Type extends TrackingType ? ShipstationTracking : Readonly<Record<string, unknown>> | undefined;
}

/** What ShipStation sends. */
export type ShipstationNative = { [Type in ShipstationEventType]: ShipstationNativeOfType<Type> }[ShipstationEventType];

/** Whether parsed JSON has the structure that every event of ShipStation has. */
export function isShipstationEvent(value: unknown): value is ShipstationNative {
  if (!isJsonObject(value) || !isText(value['resource_type']) || !isText(value['resource_url'])) return false;
  return !TRACKING_TYPES.has(value['resource_type']) || isTracking(value['data']);
}

/** Whether an event tells how far a parcel has come. */
export function isTrackingEvent(native: ShipstationNative): native is ShipstationNativeOfType<TrackingType> {
  return TRACKING_TYPES.has(native.resource_type);
}

const TRACKING_TYPES: ReadonlySet<string> = new Set<TrackingType>(['TRACK_EVENT_V2', 'API_TRACK']);

function isTracking(value: unknown): boolean {
  return isJsonObject(value) && isText(value['tracking_number']);
}
