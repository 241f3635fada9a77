import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

export type EasyshipTrackingStatus =
  | 'Info Received'
  | 'In Transit to Customer'
  | 'Out for Delivery'
  | 'Failed Attempt'
  | 'Exception'
  | 'Delivered'
  | 'Returned'
  | 'Expired';

interface Tracking {
  readonly easyship_shipment_id: string;
  readonly platform_order_number?: string | null;
  readonly origin?: string;
  readonly destination?: string;
  readonly status?: EasyshipTrackingStatus;
  readonly tracking_number?: string | null;
  readonly tracking_page_url?: string | null;
  readonly courier_id?: string;
}

interface Label {
  readonly easyship_shipment_id: string;
  readonly status?: string;
  readonly label_url?: string | null;
  readonly tracking_number?: string | null;
  readonly tracking_page_url?: string | null;
}

interface Shipment {
  readonly easyship_shipment_id: string;
  readonly status?: string;
}

interface OfType<Type extends string, Resource extends string> {
  readonly event_type: Type;
  readonly resource_type: Resource;
  readonly resource_id: string;
}

/** Easyship's events, by type. */
export interface EasyshipEvents {
  readonly 'shipment.label.created': OfType<'shipment.label.created', 'label'> & { readonly label: Label };
  readonly 'shipment.label.failed': OfType<'shipment.label.failed', 'label'> & { readonly label: Label };
  readonly 'shipment.tracking.status.changed': OfType<'shipment.tracking.status.changed', 'tracking'> & {
    readonly tracking: Tracking;
  };
  readonly 'shipment.cancelled': OfType<'shipment.cancelled', 'shipment'> & { readonly shipment: Shipment };
}
export type EasyshipEventType = keyof EasyshipEvents;
export type EasyshipNative = EasyshipEvents[EasyshipEventType];
export type EasyshipEventOfType<Type extends EasyshipEventType> = EventOf<EasyshipEvents, Type>;

export const places: EventPlaces<EasyshipNative> = {
  // Events have neither an id nor a time, and a retry has the same content.
  type: '/event_type',
  time: 'arrival',
  subject: '/resource_id',
  related: ['/tracking/platform_order_number'],
  source: '//easyship.com',
};

/**
 * An Easyship event on the platform. Its body is not signed: the token proves only who sent the request.
 * @see https://developers.easyship.com/reference/webhooks
 */
export class EasyshipEvent extends /* @__PURE__ */ eventClass<EasyshipEvents>('easyship', places) {}

/**
 * Lets through Easyship events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(EasyshipEvent),
 *   isEasyshipEventOfType('shipment.label.created'),
 *   map(({ event: { label } }) => new PrintLabel(label.label_url)),
 * )
 */
export const isEasyshipEventOfType = /* @__PURE__ */ ofTypes(EasyshipEvent);
