import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Resource {
  readonly data: { readonly type: string; readonly id: string };
}

interface OfTopic<Topic extends string> {
  readonly topic: Topic;
  /** Id of the event at Klaviyo. */
  readonly external_id: string;
  /** A document of JSON:API. */
  readonly payload: {
    readonly data: {
      readonly type: 'event';
      readonly id: string;
      readonly attributes: {
        /** Unix time in seconds. */
        readonly timestamp: number;
        readonly datetime?: string;
        readonly uuid?: string;
        readonly event_properties?: Readonly<Record<string, unknown>>;
      };
      readonly relationships?: { readonly profile?: Resource; readonly metric?: Resource };
    };
    readonly included?: readonly Readonly<Record<string, unknown>>[];
  };
}

/** The topics of Klaviyo's own metrics that most apps subscribe to. Those of other metrics begin with `event:`, too. */
export interface KlaviyoEvents {
  readonly 'event:klaviyo.received_email': OfTopic<'event:klaviyo.received_email'>;
  readonly 'event:klaviyo.opened_email': OfTopic<'event:klaviyo.opened_email'>;
  readonly 'event:klaviyo.clicked_email': OfTopic<'event:klaviyo.clicked_email'>;
  readonly 'event:klaviyo.bounced_email': OfTopic<'event:klaviyo.bounced_email'>;
  readonly 'event:klaviyo.dropped_email': OfTopic<'event:klaviyo.dropped_email'>;
  readonly 'event:klaviyo.marked_email_as_spam': OfTopic<'event:klaviyo.marked_email_as_spam'>;
  readonly 'event:klaviyo.unsubscribed_from_email': OfTopic<'event:klaviyo.unsubscribed_from_email'>;
  readonly 'event:klaviyo.subscribed_to_list': OfTopic<'event:klaviyo.subscribed_to_list'>;
  readonly 'event:klaviyo.unsubscribed_from_list': OfTopic<'event:klaviyo.unsubscribed_from_list'>;
  readonly 'event:klaviyo.sent_sms': OfTopic<'event:klaviyo.sent_sms'>;
  readonly 'event:klaviyo.received_sms': OfTopic<'event:klaviyo.received_sms'>;
  readonly 'event:klaviyo.failed_to_deliver_sms': OfTopic<'event:klaviyo.failed_to_deliver_sms'>;
}
export type KlaviyoEventType = keyof KlaviyoEvents;
export type KlaviyoNative = KlaviyoEvents[KlaviyoEventType];
export type KlaviyoEventOfType<Type extends KlaviyoEventType> = EventOf<KlaviyoEvents, Type>;

export const places: EventPlaces<KlaviyoNative> = {
  list: '/data',
  id: ['{/topic}:{/external_id}', 'digest'],
  type: '/topic',
  time: ['/payload/data/attributes/timestamp', 'signed'],
  subject: ['/payload/data/relationships/profile/data/id', '/external_id'],
  source: '//klaviyo.com/accounts/{body:/meta/klaviyo_account_id}',
};

/**
 * A Klaviyo event on the platform.
 * @see https://developers.klaviyo.com/en/docs/working_with_system_webhooks
 */
export class KlaviyoEvent extends /* @__PURE__ */ eventClass<KlaviyoEvents>('klaviyo', places) {}

/**
 * Lets through Klaviyo events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(KlaviyoEvent),
 *   isKlaviyoEventOfType('event:klaviyo.unsubscribed_from_list'),
 *   map(({ event }) => new Unsubscribe(event.payload.data.relationships?.profile?.data.id)),
 * )
 */
export const isKlaviyoEventOfType = /* @__PURE__ */ ofTypes(KlaviyoEvent);
