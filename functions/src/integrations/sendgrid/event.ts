import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Base<Type extends string> {
  readonly event: Type;
  /** Unix time in seconds. If it is missing or in milliseconds, the envelope's `time` is still correct. */
  readonly timestamp?: number;
  /** Unique, at most 100 characters; the same if SendGrid sends the event again. */
  readonly sg_event_id?: string;
  /**
   * The part before the first dot is the `X-Message-Id` that the API returned. Empty or absent in bounces of old mail.
   */
  readonly sg_message_id?: string;
  /** Unique arguments of the message are returned as fields of its events. */
  readonly [field: string]: unknown;
}

type OfMessage<Type extends string, Fields = unknown> = Base<Type> & {
  readonly email: string;
  readonly 'smtp-id'?: string;
  readonly category?: string | readonly string[];
} & Readonly<Partial<Fields>>;

interface Client {
  useragent: string;
  ip: string;
}

/** The documented events. @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event#event-objects */
export interface SendgridEvents {
  readonly processed: OfMessage<'processed', { send_at: number }>;
  /**
   * `response` is what the receiving server said, `attempt` the number of the attempt, which SendGrid sends as a
   * string.
   */
  readonly deferred: OfMessage<'deferred', { response: string; attempt: string }>;
  readonly delivered: OfMessage<'delivered', { response: string }>;
  /**
   * `type` is `bounce` if the address is invalid, `blocked` if this message was refused. `status` is the enhanced
   * status code: `5.1.1`.
   */
  readonly bounce: OfMessage<'bounce', { type: string; reason: string; status: string; bounce_classification: string }>;
  readonly dropped: OfMessage<'dropped', { reason: string; status: string }>;
  /** `sg_machine_open`: the mail client fetched the tracking pixel by itself, as Apple's privacy protection does. */
  readonly open: OfMessage<'open', Client & { sg_machine_open: boolean }>;
  readonly click: OfMessage<'click', Client & { url: string }>;
  readonly spamreport: OfMessage<'spamreport'>;
  readonly unsubscribe: OfMessage<'unsubscribe'>;
  readonly group_unsubscribe: OfMessage<'group_unsubscribe', { asm_group_id: number }>;
  readonly group_resubscribe: OfMessage<'group_resubscribe', { asm_group_id: number }>;
  /** `type` says why the account was suspended: `compliance_suspend`. */
  readonly account_status_change: Base<'account_status_change'> & { readonly type?: string };
}

export type SendgridEventType = keyof SendgridEvents;
export type SendgridNative = SendgridEvents[SendgridEventType];
export type SendgridEventOfType<Type extends SendgridEventType> = EventOf<SendgridEvents, Type>;

export const places: EventPlaces<SendgridNative> = {
  list: '',
  id: '/sg_event_id',
  type: '/event',
  // In seconds, but Marketing Campaigns have sent milliseconds.
  time: '/timestamp',
  // The `X-Message-Id` that SendGrid's API returned when the message was sent.
  subject: ({ sg_message_id: id }) => (typeof id === 'string' ? id.split('.')[0] : undefined),
  related: ['/email'],
  // Events do not name an account; all events of a batch belong to one.
  source: '//sendgrid.com',
};

/**
 * A SendGrid event on the platform: one element of a batch.
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
export class SendgridEvent extends /* @__PURE__ */ eventClass<SendgridEvents>('sendgrid', places) {}

/**
 * Lets through SendGrid events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(SendgridEvent),
 *   isSendgridEventOfType('bounce', 'dropped'),
 *   map(({ event }) => new SuppressAddress(event.email, event.reason)),
 * )
 */
export const isSendgridEventOfType = /* @__PURE__ */ ofTypes(SendgridEvent);
