import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** The message that an event is about. */
interface Message {
  /** `message-id` has no angle brackets. It is the same for all recipients of a message. */
  readonly headers: Readonly<Partial<Record<'message-id' | 'from' | 'to' | 'subject', string>>>;
  readonly size?: number;
  readonly attachments?: readonly {
    readonly filename: string;
    readonly 'content-type': string;
    readonly size: number;
  }[];
}

/** What the receiving server said. */
interface DeliveryStatus {
  /** The SMTP reply code, or one of Mailgun's own, such as 605 for an address that has bounced before. */
  readonly code?: number;
  readonly message?: string;
  readonly description?: string;
  /** `5.1.1` */
  readonly 'enhanced-code'?: string;
  readonly 'attempt-no'?: number;
  readonly 'retry-seconds'?: number;
  readonly 'mx-host'?: string;
  readonly 'session-seconds'?: number;
  readonly tls?: boolean;
  readonly 'certificate-verified'?: boolean;
}

interface Base<Type extends string> {
  readonly event: Type;
  /** Unique within a day. */
  readonly id: string;
  /** Unix time in seconds, with a fraction. */
  readonly timestamp: number;
  readonly 'log-level'?: 'info' | 'warn' | 'error';
  readonly recipient: string;
  readonly 'recipient-domain'?: string;
  readonly message?: Message;
  readonly envelope?: Readonly<Partial<Record<'sender' | 'targets' | 'transport' | 'sending-ip', string>>>;
  readonly flags?: Readonly<Record<string, boolean>>;
  readonly tags?: readonly string[];
  readonly campaigns?: readonly unknown[];
  /** The variables that you attached to the message; an empty list if there are none. */
  readonly 'user-variables'?: Readonly<Record<string, unknown>> | readonly never[];
  readonly account?: { readonly id: string };
  readonly domain?: { readonly name: string };
}

interface Reader {
  readonly ip?: string;
  readonly geolocation?: Readonly<Partial<Record<'country' | 'region' | 'city', string>>>;
  readonly 'client-info'?: Readonly<Record<string, unknown>>;
}

interface Failure {
  /** `permanent` is final: the address bounced or is suppressed. After `temporary`, Mailgun retries. */
  readonly severity: 'permanent' | 'temporary';
  /** `bounce`, `generic`, `suppress-bounce`, `suppress-complaint`, `suppress-unsubscribe`, `greylisted`, `old` … */
  readonly reason?: string;
  readonly 'delivery-status'?: DeliveryStatus;
}

type Delivery<Type extends string, Fields = unknown> = {
  /** Proves that Mailgun created the token. It does not cover the event. */
  readonly signature: { readonly token: string; readonly timestamp: string; readonly signature: string };
  readonly 'event-data': Base<Type> & Readonly<Fields>;
};

/** The documented events. @see https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads */
export interface MailgunEvents {
  readonly accepted: Delivery<'accepted', { method?: string }>;
  /** Mailgun itself refused to send the message. */
  readonly rejected: Delivery<'rejected', { reject?: { readonly reason?: string; readonly description?: string } }>;
  readonly delivered: Delivery<'delivered', { 'delivery-status'?: DeliveryStatus }>;
  readonly failed: Delivery<'failed', Failure>;
  readonly opened: Delivery<'opened', Reader>;
  readonly clicked: Delivery<'clicked', Reader & { url?: string }>;
  readonly unsubscribed: Delivery<'unsubscribed', Reader>;
  readonly complained: Delivery<'complained'>;
}

export type MailgunEventType = keyof MailgunEvents;
export type MailgunNative = MailgunEvents[MailgunEventType];
export type MailgunEventOfType<Type extends MailgunEventType> = EventOf<MailgunEvents, Type>;

export const places: EventPlaces<MailgunNative> = {
  // The signed token. Anyone can combine a captured signature with another event, but a token counts only once.
  id: 'signed',
  type: '/event-data/event',
  time: ['/event-data/timestamp', 'signed'],
  subject: '/event-data/message/headers/message-id',
  related: ['/event-data/recipient'],
  // Without the domain, which is not signed: with another source, a used token would count as another event.
  source: '//mailgun.com',
  needs: { '/event-data': 'object' },
};

/**
 * A Mailgun event on the platform. Its `event` is the whole body, so the event itself is in `event['event-data']`.
 * @see https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads
 */
export class MailgunEvent extends /* @__PURE__ */ eventClass<MailgunEvents>('mailgun', places) {}

/**
 * Lets through Mailgun events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(MailgunEvent),
 *   isMailgunEventOfType('failed'),
 *   map(({ event }) => event['event-data']),
 *   filter(({ severity }) => severity === 'permanent'),
 *   map(({ recipient }) => new SuppressAddress(recipient)),
 * )
 */
export const isMailgunEventOfType = /* @__PURE__ */ ofTypes(MailgunEvent);
