import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isShopifyNative, type ShopifyNative, type ShopifyTopics } from './native.ts';

export type { ShopifyNative };

/** The topics that carry a shape of their own. */
export type ShopifyEventType = keyof ShopifyTopics;

/**
 * A Shopify delivery on the platform. Its topic is `envelope.eventtype`, from a header that Shopify does not
 * sign: decide by what the body says wherever it says it.
 * @see https://shopify.dev/docs/api/webhooks
 */
export class ShopifyEvent<Native extends ShopifyNative = ShopifyNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): ShopifyEvent {
    if (!isShopifyNative(envelope.data)) throw notRevivable('shopify');
    return new ShopifyEvent(envelope.data, envelope);
  }
}

/** The Shopify deliveries of these topics: `event` is the resource that they carry. */
export type ShopifyEventOfType<Type extends ShopifyEventType> = ShopifyEvent<ShopifyTopics[Type]>;

/**
 * Lets through Shopify deliveries of the given topics.
 * @example
 * events$.pipe(
 *   isOfType(ShopifyEvent),
 *   isShopifyEventOfType('orders/create', 'orders/updated'),
 *   map(({ event }) => new SendReceipt(event.email)),  // a ShopifyOrder
 * )
 */
export function isShopifyEventOfType<const Type extends ShopifyEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<ShopifyEvent, ShopifyEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is ShopifyEventOfType<Type> => wanted.has(event.envelope.eventtype));
}
