import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import type {
  Customer,
  Dispute,
  InventoryCount,
  Invoice,
  OrderChange,
  Payment,
  Payout,
  Refund,
  Subscription,
} from './resources.ts';

export type * from './resources.ts';

/** The name under which an event's `object` holds its object, and what that is. */
interface Objects {
  readonly 'payment.created': { readonly payment: Payment };
  readonly 'payment.updated': { readonly payment: Payment };
  readonly 'refund.created': { readonly refund: Refund };
  readonly 'refund.updated': { readonly refund: Refund };
  readonly 'order.created': { readonly order_created: OrderChange };
  readonly 'order.updated': { readonly order_updated: OrderChange };
  readonly 'order.fulfillment.updated': { readonly order_fulfillment_updated: OrderChange };
  readonly 'customer.created': { readonly customer: Customer };
  readonly 'customer.updated': { readonly customer: Customer };
  readonly 'customer.deleted': { readonly customer: Customer };
  readonly 'invoice.created': { readonly invoice: Invoice };
  readonly 'invoice.published': { readonly invoice: Invoice };
  readonly 'invoice.updated': { readonly invoice: Invoice };
  readonly 'invoice.payment_made': { readonly invoice: Invoice };
  readonly 'invoice.scheduled_charge_failed': { readonly invoice: Invoice };
  readonly 'invoice.canceled': { readonly invoice: Invoice };
  readonly 'invoice.refunded': { readonly invoice: Invoice };
  readonly 'subscription.created': { readonly subscription: Subscription };
  readonly 'subscription.updated': { readonly subscription: Subscription };
  readonly 'dispute.created': { readonly dispute: Dispute };
  readonly 'dispute.state.updated': { readonly dispute: Dispute };
  readonly 'payout.sent': { readonly payout: Payout };
  readonly 'payout.paid': { readonly payout: Payout };
  readonly 'payout.failed': { readonly payout: Payout };
  readonly 'inventory.count.updated': { readonly inventory_counts: readonly InventoryCount[] };
  readonly 'catalog.version.updated': { readonly catalog_version: { readonly updated_at: string } };
  readonly 'oauth.authorization.revoked': {
    readonly revocation: { readonly revoked_at: string; readonly revoker_type: string };
  };
}

interface OfType<Type extends keyof Objects> {
  /** The seller. */
  readonly merchant_id: string;
  readonly location_id?: string;
  readonly type: Type;
  /** The same if Square sends the event again. */
  readonly event_id: string;
  /** RFC 3339. */
  readonly created_at: string;
  readonly data: {
    /** What kind of object it is: `payment`. */
    readonly type: string;
    readonly id: string;
    readonly deleted?: boolean;
    /** Missing if the object was deleted. */
    readonly object?: Objects[Type];
  };
}

/** What Square sends, by type: the events that most applications need. Others are let through by `isOfType`. */
export type SquareEvents = { readonly [Type in keyof Objects]: OfType<Type> };
export type SquareEventType = keyof SquareEvents;
export type SquareNative = SquareEvents[SquareEventType];
export type SquareEventOfType<Type extends SquareEventType> = EventOf<SquareEvents, Type>;

export const places: EventPlaces<SquareNative> = {
  id: '/event_id',
  type: '/type',
  time: '/created_at',
  subject: '/data/id',
  related: [
    '/data/object/payment/order_id',
    '/data/object/payment/customer_id',
    '/data/object/refund/order_id',
    '/data/object/customer/email_address',
    '/data/object/invoice/primary_recipient/customer_id',
    '/data/object/subscription/customer_id',
  ],
  source: ['//squareup.com/{/merchant_id}', '//squareup.com'],
  needs: { '/event_id': 'text', '/data': 'object' },
};

/**
 * A Square event on the platform.
 * @see https://developer.squareup.com/docs/webhooks/v2webhook-events-tech-ref
 */
export class SquareEvent extends /* @__PURE__ */ eventClass<SquareEvents>('square', places) {}

/**
 * Lets through Square events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(SquareEvent),
 *   isSquareEventOfType('payment.updated'),
 *   map(({ event }) => event.data.object?.payment),
 *   filter((payment) => payment?.status === 'COMPLETED'),
 *   map((payment) => new SendReceipt(payment.customer_id)),
 * )
 */
export const isSquareEventOfType = /* @__PURE__ */ ofTypes(SquareEvent);
