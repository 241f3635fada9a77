import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

export type CustomerioChannel = 'email' | 'sms' | 'whatsapp' | 'push' | 'in_app' | 'slack' | 'webhook';

export type CustomerioMetric =
  | 'attempted'
  | 'bounced'
  | 'clicked'
  | 'converted'
  | 'deferred'
  | 'delivered'
  | 'drafted'
  | 'dropped'
  | 'failed'
  | 'opened'
  | 'sent'
  | 'spammed'
  | 'suppressed'
  | 'undeliverable'
  | 'unsubscribed';

interface Person {
  readonly customer_id?: string;
  readonly identifiers?: { readonly id?: string | null; readonly email?: string; readonly cio_id?: string };
}

interface Delivery extends Person {
  /** Customer.io's id of the message to this person. */
  readonly delivery_id: string;
  readonly recipient?: string;
  readonly subject?: string;
  readonly campaign_id?: number;
  readonly broadcast_id?: number;
  readonly newsletter_id?: number;
  readonly transactional_message_id?: number;
  readonly action_id?: number;
  readonly content_id?: number;
  /** The link that was followed. */
  readonly href?: string;
  readonly link_id?: number;
  readonly failure_message?: string;
}

interface OfType<Thing extends string, Metric extends string, Data> {
  /** A ULID. */
  readonly event_id: string;
  readonly object_type: Thing;
  readonly metric: Metric;
  /** Unix time in seconds. */
  readonly timestamp: number;
  readonly data: Data;
}

type Messages = {
  readonly [Type in `${CustomerioChannel}.${CustomerioMetric}`]: Type extends `${infer Channel}.${infer Metric}`
    ? OfType<Channel, Metric, Delivery>
    : never;
};

/** Reporting webhooks by type, `object_type.metric`: messages by their channel, and people. */
export interface CustomerioEvents extends Messages {
  readonly 'customer.subscribed': OfType<'customer', 'subscribed', Person>;
  readonly 'customer.unsubscribed': OfType<'customer', 'unsubscribed', Person>;
  readonly 'customer.cio_subscription_preferences_changed': OfType<
    'customer',
    'cio_subscription_preferences_changed',
    Person & { readonly content?: string }
  >;
}
export type CustomerioEventType = keyof CustomerioEvents;
export type CustomerioNative = CustomerioEvents[CustomerioEventType];
export type CustomerioEventOfType<Type extends CustomerioEventType> = EventOf<CustomerioEvents, Type>;

export const places: EventPlaces<CustomerioNative> = {
  id: '/event_id',
  type: '{/object_type}.{/metric}',
  time: '/timestamp',
  subject: ['/data/delivery_id', '/data/identifiers/cio_id', '/data/customer_id'],
  related: ['/data/customer_id', '/data/recipient', '/data/identifiers/email'],
  // Events name no workspace.
  source: '//customer.io',
};

/**
 * A reporting webhook of Customer.io on the platform.
 * @see https://docs.customer.io/messaging/webhooks/reference/
 */
export class CustomerioEvent extends /* @__PURE__ */ eventClass<CustomerioEvents>('customerio', places) {}

/**
 * Lets through Customer.io events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(CustomerioEvent),
 *   isCustomerioEventOfType('email.bounced'),
 *   map(({ event }) => new AskForAnotherAddress(event.data.recipient, event.data.failure_message)),
 * )
 */
export const isCustomerioEventOfType = /* @__PURE__ */ ofTypes(CustomerioEvent);
