import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isWoocommerceNative, type WoocommerceNative, type WoocommerceTopics } from './native.ts';

export type { WoocommerceCoupon, WoocommerceCustomer, WoocommerceOrder, WoocommerceProduct } from './native.ts';
export type { WoocommerceNative };

/** The topics of WooCommerce itself; custom ones (`action.…`) reach `isOfType(WoocommerceEvent)`. */
export type WoocommerceEventType = keyof WoocommerceTopics;

/**
 * A WooCommerce delivery on the platform. Its topic is `envelope.eventtype`, from a header that WooCommerce does
 * not sign: decide by what the body says wherever it says it.
 * @see https://woocommerce.com/document/webhooks/
 */
export class WoocommerceEvent<Native extends WoocommerceNative = WoocommerceNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): WoocommerceEvent {
    if (!isWoocommerceNative(envelope.data)) throw notRevivable('woocommerce');
    return new WoocommerceEvent(envelope.data, envelope);
  }
}

/** The WooCommerce deliveries of these topics: `event` is the resource that they carry. */
export type WoocommerceEventOfType<Type extends WoocommerceEventType> = WoocommerceEvent<WoocommerceTopics[Type]>;

/**
 * Lets through WooCommerce deliveries of the given topics.
 * @example
 * events$.pipe(
 *   isOfType(WoocommerceEvent),
 *   isWoocommerceEventOfType('product.updated'),
 *   map(({ event }) => new SyncStock(event.sku, event.stock_quantity)),  // a WoocommerceProduct
 * )
 */
export function isWoocommerceEventOfType<const Type extends WoocommerceEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<WoocommerceEvent, WoocommerceEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is WoocommerceEventOfType<Type> => wanted.has(event.envelope.eventtype));
}
