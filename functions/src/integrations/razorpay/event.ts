import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import { isJsonObject } from '../../core/event/json.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import type { Dispute, Invoice, Order, Payment, Refund, Subscription } from './resources.ts';

export type * from './resources.ts';

/** What an event shows, by the name of the entity. */
interface Entities {
  readonly payment: Payment;
  readonly order: Order;
  readonly refund: Refund;
  readonly subscription: Subscription;
  readonly dispute: Dispute;
  readonly invoice: Invoice;
}
type Entity = keyof Entities;

type PaymentType = 'payment.authorized' | 'payment.captured' | 'payment.failed';
type RefundType = 'refund.created' | 'refund.processed' | 'refund.failed' | 'refund.speed_changed';
type DisputeType = `payment.dispute.${'created' | 'under_review' | 'action_required' | 'won' | 'lost' | 'closed'}`;
type SubscriptionType = `subscription.${
  | 'authenticated'
  | 'activated'
  | 'charged'
  | 'pending'
  | 'halted'
  | 'paused'
  | 'resumed'
  | 'updated'
  | 'cancelled'
  | 'completed'}`;
type InvoiceType = `invoice.${'paid' | 'partially_paid' | 'expired'}`;

interface OfType<Type extends string, Shown extends Entity> {
  readonly entity: 'event';
  readonly account_id: string;
  readonly event: Type;
  /** The names of the entities in the payload; the first is what the event is about. */
  readonly contains: readonly string[];
  readonly payload: { readonly [Name in Shown]?: { readonly entity: Entities[Name] } };
  /** Unix time in seconds. */
  readonly created_at: number;
}

/** What Razorpay sends, by type: the events that most applications need. Others are let through by `isOfType`. */
export type RazorpayEvents = { readonly [Type in PaymentType]: OfType<Type, 'payment'> } & {
  readonly [Type in RefundType]: OfType<Type, 'refund' | 'payment'>;
} & { readonly [Type in DisputeType]: OfType<Type, 'payment' | 'dispute'> } & {
  readonly [Type in SubscriptionType]: OfType<Type, 'subscription' | 'payment'>;
} & { readonly [Type in InvoiceType]: OfType<Type, 'invoice' | 'payment' | 'order'> } & {
  readonly 'order.paid': OfType<'order.paid', 'payment' | 'order'>;
};
export type RazorpayEventType = keyof RazorpayEvents;
export type RazorpayNative = RazorpayEvents[RazorpayEventType];
export type RazorpayEventOfType<Type extends RazorpayEventType> = EventOf<RazorpayEvents, Type>;

export const places: EventPlaces<RazorpayNative> = {
  // The body has no id, and nobody signs the header that has one. An event that is sent again has the same bytes, and so
  // the same digest.
  type: '/event',
  time: '/created_at',
  subject: subjectOf,
  related: [
    '/payload/payment/entity/email',
    '/payload/payment/entity/order_id',
    '/payload/subscription/entity/customer_id',
    '/payload/payment/entity/notes/order_id',
  ],
  source: ['//razorpay.com/{/account_id}', '//razorpay.com'],
  needs: { '/payload': 'object' },
};

/**
 * A Razorpay event on the platform.
 * @see https://razorpay.com/docs/webhooks/payloads/
 */
export class RazorpayEvent extends /* @__PURE__ */ eventClass<RazorpayEvents>('razorpay', places) {}

/**
 * Lets through Razorpay events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(RazorpayEvent),
 *   isRazorpayEventOfType('order.paid'),
 *   map(({ event }) => new Ship(event.payload.order?.entity.receipt)),
 * )
 */
export const isRazorpayEventOfType = /* @__PURE__ */ ofTypes(RazorpayEvent);

/** The id of the first entity that the event contains. */
function subjectOf({ payload, contains }: RazorpayNative): unknown {
  const shown: unknown = Array.isArray(contains) ? contains[0] : undefined;
  const [, holder] = Object.entries(payload).find(([name]) => name === shown) ?? [];
  return isJsonObject(holder) && isJsonObject(holder['entity']) ? holder['entity']['id'] : undefined;
}
