import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Parcel {
  readonly id: number;
  readonly name?: string;
  readonly city?: string;
  readonly country?: { readonly iso_2?: string };
  readonly tracking_number?: string | null;
  readonly tracking_url?: string | null;
  readonly order_number?: string | null;
  readonly external_order_id?: string | null;
  readonly external_reference?: string | null;
  readonly status?: { readonly id: number; readonly message?: string };
  readonly carrier?: { readonly code?: string };
  readonly shipment?: { readonly id?: number; readonly name?: string };
  /** Kilograms, as text. */
  readonly weight?: string;
  readonly is_return?: boolean;
  readonly expected_delivery_date?: string | null;
}

interface Integration {
  readonly id: number;
  readonly shop_name?: string;
  readonly system?: string;
  readonly last_updated_at?: string;
  readonly webhook_active?: boolean;
}

interface Return {
  readonly id: number;
  readonly status?: string;
  readonly outgoing_parcel?: number;
  readonly incoming_parcel?: number;
  readonly created_at?: string;
  readonly [detail: string]: unknown;
}

interface OfType<Action extends string> {
  readonly action: Action;
  /** Unix time in milliseconds. */
  readonly timestamp: number;
}

/** Sendcloud's events, by type. */
export interface SendcloudEvents {
  readonly parcel_status_changed: OfType<'parcel_status_changed'> & {
    /** Unix time in milliseconds. */
    readonly carrier_status_change_timestamp?: number | null;
    readonly parcel: Parcel;
  };
  readonly integration_connected: OfType<'integration_connected'> & { readonly integration: Integration };
  readonly integration_deleted: OfType<'integration_deleted'> & { readonly integration?: Integration };
  readonly integration_credentials: OfType<'integration_credentials'> & Readonly<Record<string, unknown>>;
  readonly integration_updated: OfType<'integration_updated'> & { readonly integration: Integration };
  readonly return_created: OfType<'return_created'> & { readonly return: Return };
  readonly refund_requested: OfType<'refund_requested'> & { readonly return?: Return };
}
export type SendcloudEventType = keyof SendcloudEvents;
export type SendcloudNative = SendcloudEvents[SendcloudEventType];
export type SendcloudEventOfType<Type extends SendcloudEventType> = EventOf<SendcloudEvents, Type>;

export const places: EventPlaces<SendcloudNative> = {
  id: [
    '{/action}:{/parcel/id}:{/parcel/status/id}:{/timestamp}',
    '{/action}:{/return/id}:{/timestamp}',
    '{/action}:{/integration/id}:{/timestamp}',
    'digest',
  ],
  type: '/action',
  time: ['/carrier_status_change_timestamp', '/timestamp'],
  subject: ['/parcel/id', '/return/id', '/integration/id'],
  related: ['/parcel/order_number', '/parcel/external_order_id'],
  // Events of parcels name no account.
  source: '//sendcloud.com',
};

/**
 * A Sendcloud event on the platform.
 * @see https://api.sendcloud.dev/docs/sendcloud-public-api/webhooks
 */
export class SendcloudEvent extends /* @__PURE__ */ eventClass<SendcloudEvents>('sendcloud', places) {}

/**
 * Lets through Sendcloud events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(SendcloudEvent),
 *   isSendcloudEventOfType('parcel_status_changed'),
 *   map(({ event: { parcel } }) => new NotifyRecipient(parcel.order_number, parcel.status?.message)),
 * )
 */
export const isSendcloudEventOfType = /* @__PURE__ */ ofTypes(SendcloudEvent);
