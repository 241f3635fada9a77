import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import { ofKinds } from '../../core/integration/state-of.ts';
import type { WoocommerceEvents, WoocommerceStates } from './resources.ts';

export type * from './resources.ts';

/** The topics of WooCommerce itself; custom ones (`action.…`) reach `isOfType(WoocommerceEvent)`. */
export type WoocommerceEventType = keyof WoocommerceEvents;
export type WoocommerceNative = WoocommerceEvents[WoocommerceEventType];
export type WoocommerceEventOfType<Type extends WoocommerceEventType> = EventOf<WoocommerceEvents, Type>;

/** Only the body is signed. The body of a deletion has neither a time nor links. */
export const places: EventPlaces<WoocommerceNative> = {
  // WooCommerce derives it from the webhook's number and the second. Two orders that change within one second share it,
  // so core binds it to the body.
  // @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php `get_new_delivery_id`
  id: 'header:x-wc-webhook-delivery-id',
  type: 'header:x-wc-webhook-topic',
  time: ['/date_modified_gmt', '/date_created_gmt', 'arrival'],
  subject: '/id',
  related: ['/number', '/customer_id', '/billing/email', '/email'],
  // Resources contain a link to themselves.
  source: ['//{/_links/self/0/href|host}', '//{header:x-wc-webhook-source|host}', '//woocommerce.com'],
};

/**
 * A WooCommerce delivery on the platform. Its topic is `envelope.eventtype`, from a header that WooCommerce does not
 * sign: prefer what the body says.
 * @see https://woocommerce.com/document/webhooks/
 */
export class WoocommerceEvent extends /* @__PURE__ */ eventClass<WoocommerceEvents>('woocommerce', places) {}

/**
 * Lets through WooCommerce deliveries of the given topics.
 * @example
 * events$.pipe(
 *   isOfType(WoocommerceEvent),
 *   isWoocommerceEventOfType('product.updated'),
 *   map(({ event }) => new SyncStock(event.sku, event.stock_quantity)),  // a WoocommerceProduct
 * )
 */
export const isWoocommerceEventOfType = /* @__PURE__ */ ofTypes(WoocommerceEvent);

/**
 * Lets through the states of objects that the shop's API listed, since a delivery may have been missed: as `isOfType` and
 * {@link isWoocommerceEventOfType} let through deliveries.
 */
export const isWoocommerceStateOf = /* @__PURE__ */ ofKinds<WoocommerceStates>('woocommerce');
