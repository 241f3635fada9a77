import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** The state of a parcel, in AfterShip's words. */
export type AftershipTag =
  | 'Pending'
  | 'InfoReceived'
  | 'InTransit'
  | 'OutForDelivery'
  | 'AttemptFail'
  | 'AvailableForPickup'
  | 'Delivered'
  | 'Exception'
  | 'Expired';

interface Checkpoint {
  readonly checkpoint_time?: string;
  readonly message?: string | null;
  readonly tag?: AftershipTag;
  readonly subtag?: string;
  readonly subtag_message?: string;
  readonly slug?: string;
  readonly city?: string | null;
  readonly state?: string | null;
  readonly zip?: string | null;
  readonly location?: string | null;
  /** Two or three letters, by the version of the webhook. */
  readonly country_region?: string | null;
  readonly country_iso3?: string | null;
}

/** A parcel as AfterShip tracks it. Versions of the webhook differ in what else it has. */
export interface AftershipTracking {
  readonly id: string;
  readonly tracking_number: string;
  /** The carrier: `dhl`. */
  readonly slug: string;
  readonly tag: AftershipTag;
  /** `Exception_011`. */
  readonly subtag?: string;
  readonly subtag_message?: string;
  readonly title?: string | null;
  readonly active?: boolean;
  readonly order_id?: string | null;
  readonly order_number?: string | null;
  readonly signed_by?: string | null;
  readonly courier_tracking_link?: string | null;
  /** Oldest first. */
  readonly checkpoints?: readonly Checkpoint[];
  /** The newest estimate, whoever made it. */
  readonly latest_estimated_delivery?: { readonly source?: string; readonly datetime?: string | null } | null;
  readonly courier_estimated_delivery?: { readonly estimated_delivery_date?: string | null } | null;
  /** The carrier's estimate in older versions. */
  readonly expected_delivery?: string | null;
  readonly created_at?: string;
  readonly updated_at?: string;
}

interface OfType<Type extends string> {
  readonly event: Type;
  /** UUID; older versions of the webhook have none. */
  readonly event_id?: string;
  /** Unix time in seconds. */
  readonly ts: number;
  /** Whether this is the first news of the parcel under its tag. */
  readonly is_tracking_first_tag?: boolean;
  readonly msg: AftershipTracking;
}

/** What AfterShip Tracking sends, by type. */
export interface AftershipEvents {
  readonly tracking_update: OfType<'tracking_update'>;
  /** The estimate of the delivery changed. */
  readonly edd_revise: OfType<'edd_revise'>;
  /** Nothing was heard for as long as you chose. */
  readonly tracking_pending_time: OfType<'tracking_pending_time'>;
}
export type AftershipEventType = keyof AftershipEvents;
export type AftershipNative = AftershipEvents[AftershipEventType];
export type AftershipEventOfType<Type extends AftershipEventType> = EventOf<AftershipEvents, Type>;

export const places: EventPlaces<AftershipNative> = {
  id: ['/event_id', 'digest'],
  type: '/event',
  time: '/ts',
  subject: '/msg/id',
  related: ['/msg/order_number', '/msg/order_id'],
  // Events name no account.
  source: '//aftership.com',
  needs: { '/msg': 'object' },
};

/**
 * An AfterShip event on the platform.
 * @see https://www.aftership.com/docs/tracking/webhook/webhook-specifications
 */
export class AftershipEvent extends /* @__PURE__ */ eventClass<AftershipEvents>('aftership', places) {}

/**
 * Lets through AfterShip events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(AftershipEvent),
 *   isAftershipEventOfType('tracking_update'),
 *   map(({ event }) => new NotifyRecipient(event.msg.tracking_number, event.msg.tag)),
 * )
 */
export const isAftershipEventOfType = /* @__PURE__ */ ofTypes(AftershipEvent);
