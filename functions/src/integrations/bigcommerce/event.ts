import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** What an event is about: little more than an id. Ask the API for the rest. */
interface Reference<Kind extends string> {
  readonly type: Kind;
  readonly id: number | string;
}

interface OrderStatus extends Reference<'order'> {
  readonly status?: { readonly previous_status_id?: number; readonly new_status_id?: number };
}

interface Inventory<Kind extends string> extends Reference<Kind> {
  readonly inventory?: {
    readonly product_id?: number;
    readonly variant_id?: number;
    /** `absolute` or `relative`. */
    readonly method?: string;
    readonly value?: number;
  };
}

interface Data {
  readonly 'store/order/created': Reference<'order'>;
  readonly 'store/order/updated': Reference<'order'>;
  readonly 'store/order/archived': Reference<'order'>;
  readonly 'store/order/statusUpdated': OrderStatus;
  readonly 'store/order/refund/created': Reference<'order'> & { readonly refund?: { readonly refund_id?: number } };
  readonly 'store/product/created': Reference<'product'>;
  readonly 'store/product/updated': Reference<'product'>;
  readonly 'store/product/deleted': Reference<'product'>;
  readonly 'store/product/inventory/updated': Inventory<'product'>;
  readonly 'store/sku/inventory/updated': Inventory<'sku'>;
  readonly 'store/customer/created': Reference<'customer'>;
  readonly 'store/customer/updated': Reference<'customer'>;
  readonly 'store/customer/deleted': Reference<'customer'>;
  readonly 'store/shipment/created': Reference<'shipment'> & { readonly orderId?: number };
  readonly 'store/cart/created': Reference<'cart'>;
  readonly 'store/cart/converted': Reference<'cart'> & { readonly orderId?: number };
  readonly 'store/cart/abandoned': Reference<'cart'> & { readonly token?: string };
}

interface OfType<Scope extends keyof Data> {
  readonly scope: Scope;
  readonly store_id: string;
  readonly data: Data[Scope];
  /** A digest of the event, which is not a signature. */
  readonly hash?: string;
  /** Unix time in seconds. */
  readonly created_at: number;
  /** `stores/{hash of the store}`. */
  readonly producer: string;
}

/** What BigCommerce sends, by scope: the events that most applications need. Others are let through by `isOfType`. */
export type BigcommerceEvents = { readonly [Scope in keyof Data]: OfType<Scope> };
export type BigcommerceEventType = keyof BigcommerceEvents;
export type BigcommerceNative = BigcommerceEvents[BigcommerceEventType];
export type BigcommerceEventOfType<Scope extends BigcommerceEventType> = EventOf<BigcommerceEvents, Scope>;

export const places: EventPlaces<BigcommerceNative> = {
  id: 'signed',
  type: '/scope',
  time: ['/created_at', 'signed'],
  subject: '/data/id',
  source: [
    ({ producer }) => (/^stores\/\w+$/.test(producer) ? `//bigcommerce.com/${producer}` : undefined),
    '//bigcommerce.com',
  ],
  needs: { '/data': 'object' },
};

/**
 * A BigCommerce event on the platform.
 * @see https://developer.bigcommerce.com/docs/integrations/webhooks/events
 */
export class BigcommerceEvent extends /* @__PURE__ */ eventClass<BigcommerceEvents>('bigcommerce', places) {}

/**
 * Lets through BigCommerce events of the given scopes.
 * @example
 * events$.pipe(
 *   isOfType(BigcommerceEvent),
 *   isBigcommerceEventOfType('store/cart/abandoned'),
 *   map(({ event }) => new Remind(event.data.id)),
 * )
 */
export const isBigcommerceEventOfType = /* @__PURE__ */ ofTypes(BigcommerceEvent);
