import { idIn, isJsonObject } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { Surroundings } from '../../core/integration/place.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import { ofKinds } from '../../core/integration/state-of.ts';
import type { ShopifyEvents, ShopifyNative, ShopifyStates } from './resources.ts';

export type * from './resources.ts';
export type ShopifyEventType = keyof ShopifyEvents;
export type ShopifyEventOfType<Type extends ShopifyEventType> = EventOf<ShopifyEvents, Type>;

/** Only the body is signed, so the id is bound to it, and every value from a header is marked. */
export const places: EventPlaces<ShopifyNative> = {
  // One event may concern several topics and resources.
  id: (native, request) => {
    const header = headersOf(request);
    const parts = [topicOf(native, request), resourceIdOf(native), header('event-id') ?? header('webhook-id')];
    return parts.filter((part) => part !== undefined).join(':');
  },
  type: topicOf,
  time: [changedAt, (_native, request) => headersOf(request)('triggered-at'), 'arrival'],
  subject: resourceIdOf,
  related: ['/order_number', '/order_id', '/customer/id', '/email', '/customer/email'],
  source: (_native, request) => {
    const shop = headersOf(request)('shop-domain');
    return shop === undefined ? '//shopify.com' : `//shopify.com/shops/${encodeURIComponent(shop)}`;
  },
};

/**
 * A Shopify delivery on the platform. Its topic is `envelope.eventtype`, from a header that Shopify does not sign:
 * prefer what the body says.
 * @see https://shopify.dev/docs/api/webhooks
 */
export class ShopifyEvent extends /* @__PURE__ */ eventClass<ShopifyEvents>('shopify', places) {}

/**
 * Lets through Shopify deliveries of the given topics.
 * @example
 * events$.pipe(
 *   isOfType(ShopifyEvent),
 *   isShopifyEventOfType('orders/create', 'orders/updated'),
 *   map(({ event }) => new SendReceipt(event.email)),  // a ShopifyOrder
 * )
 */
export const isShopifyEventOfType = /* @__PURE__ */ ofTypes(ShopifyEvent);

/**
 * Lets through the states of objects that Shopify's API listed, since a delivery may have been missed: as `isOfType` and
 * {@link isShopifyEventOfType} let through deliveries.
 */
export const isShopifyStateOf = /* @__PURE__ */ ofKinds<ShopifyStates>('shopify');

/** The headers of the family that signed the request: `Shopify-…` for events, else `X-Shopify-…` for webhooks. */
function headersOf(request: Surroundings): (name: string) => string | undefined {
  const family = isOfEvents(request) ? 'shopify' : 'x-shopify';
  return (name) => request.header(`${family}-${name}`);
}

/**
 * Whether the request is of the events family. A webhook is refused without its topic; a message of Shopify's own topic need
 * not carry a signature.
 */
function isOfEvents({ header }: Surroundings): boolean {
  return header('shopify-hmac-sha256') !== undefined || header('x-shopify-topic') === undefined;
}

/** `orders/create`; for the events family, the topic and the action: `Product/create`. */
function topicOf(_native: ShopifyNative, request: Surroundings): string | undefined {
  const header = headersOf(request);
  const action = isOfEvents(request) ? header('action') : undefined;
  return action === undefined ? header('topic') : `${header('topic')}/${action}`;
}

/** When the resource was updated, or else created, from the signed body. */
function changedAt(native: ShopifyNative): Date | undefined {
  // Some topics wrap their resource: `{ "order_edit": { … } }`.
  const [wrapped, ...others] = Object.values(native);
  const resource = isJsonObject(wrapped) && others.length === 0 ? wrapped : native;
  return timeOf(resource['updated_at']) ?? timeOf(resource['created_at']);
}

/** The id of a resource with every digit, from the signed body; undefined if it has none. */
export function resourceIdOf(native: ShopifyNative): string | undefined {
  const { id, admin_graphql_api_id: globalId } = native;
  const exact = typeof globalId === 'string' ? /^gid:\/\/shopify\/\w+\/(\w+)/.exec(globalId)?.[1] : undefined;
  return exact ?? idIn(id);
}
