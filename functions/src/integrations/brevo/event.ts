import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface About<Type extends string> {
  readonly event: Type;
  readonly email: string;
  /** Id of the webhook, not of the event. */
  readonly id?: number;
  /** The account's local time, without a zone. */
  readonly date?: string;
  /** Unix time in seconds at which Brevo sent the event. */
  readonly ts?: number;
  /** Unix time in seconds at which it happened. */
  readonly ts_event?: number;
  /** Unix time in milliseconds. */
  readonly ts_epoch?: number;
}

/** About an email that you sent through Brevo's API or by SMTP. */
interface Transactional<Type extends string> extends About<Type> {
  /** With angle brackets. It is the same for all recipients of an email. */
  readonly 'message-id': string;
  readonly subject?: string;
  readonly tag?: string;
  readonly tags?: readonly string[];
  readonly template_id?: number;
  readonly sending_ip?: string;
  /** What you put into the header of this name. */
  readonly 'X-Mailin-custom'?: string;
}

interface Failed<Type extends string> extends Transactional<Type> {
  /** What the receiving server said, or why Brevo did not send the email. */
  readonly reason?: string;
}

interface Seen<Type extends string> extends Transactional<Type> {
  readonly link?: string;
  readonly user_agent?: string;
  readonly device_used?: string;
  readonly mirror_link?: string;
}

interface ListAddition {
  readonly event: 'list_addition';
  readonly email: readonly string[] | string;
  readonly 'message-id'?: undefined;
  readonly list_id?: readonly number[];
  readonly ts?: number;
  readonly ts_event?: undefined;
  readonly ts_epoch?: undefined;
}

interface ContactChange<Type extends string> extends About<Type> {
  readonly 'message-id'?: undefined;
  readonly content?: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Events of transactional emails and of contacts, by type. Declare others, such as those of campaigns, to use them:
 * `declare module '…/integrations/brevo/event.ts' { interface BrevoEvents { … } }`.
 */
export interface BrevoEvents {
  readonly request: Transactional<'request'>;
  readonly delivered: Transactional<'delivered'>;
  readonly deferred: Failed<'deferred'>;
  readonly soft_bounce: Failed<'soft_bounce'>;
  readonly hard_bounce: Failed<'hard_bounce'>;
  readonly invalid_email: Failed<'invalid_email'>;
  readonly blocked: Failed<'blocked'>;
  readonly error: Failed<'error'>;
  readonly opened: Seen<'opened'>;
  readonly unique_opened: Seen<'unique_opened'>;
  readonly proxy_open: Seen<'proxy_open'>;
  readonly unique_proxy_open: Seen<'unique_proxy_open'>;
  readonly click: Seen<'click'>;
  readonly spam: Transactional<'spam'>;
  readonly unsubscribed: Transactional<'unsubscribed'>;
  readonly list_addition: ListAddition;
  readonly contact_updated: ContactChange<'contact_updated'>;
  readonly contact_deleted: ContactChange<'contact_deleted'>;
}
export type BrevoEventType = keyof BrevoEvents;
export type BrevoNative = BrevoEvents[BrevoEventType];
export type BrevoEventOfType<Type extends BrevoEventType> = EventOf<BrevoEvents, Type>;

export const places: EventPlaces<BrevoNative> = {
  // An event has no id. If batched webhooks are on, the body is a list of events.
  list: '',
  type: '/event',
  // `date` has no zone.
  time: ['/ts_epoch', '/ts_event', '/ts', 'arrival'],
  subject: '/message-id',
  related: ['/email'],
  source: '//brevo.com',
};

/**
 * A Brevo event on the platform. Its body is not signed: the credential proves only who sent the request.
 * @see https://developers.brevo.com/docs/transactional-webhooks
 */
export class BrevoEvent extends /* @__PURE__ */ eventClass<BrevoEvents>('brevo', places) {}

/**
 * Lets through Brevo events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(BrevoEvent),
 *   isBrevoEventOfType('hard_bounce'),
 *   map(({ event }) => new AskForAnotherAddress(event.email, event.reason)),
 * )
 */
export const isBrevoEventOfType = /* @__PURE__ */ ofTypes(BrevoEvent);
