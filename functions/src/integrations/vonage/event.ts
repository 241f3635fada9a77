import { isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

export type VonageMessageStatus = 'submitted' | 'delivered' | 'rejected' | 'undeliverable' | 'read';

interface Message {
  readonly message_uuid: string;
  readonly uuid?: undefined;
  /** `sms`, `mms`, `rcs`, `whatsapp`, `messenger`, `viber_service`. */
  readonly channel?: string;
  readonly to?: string;
  readonly from?: string;
  /** RFC 3339. */
  readonly timestamp: string;
}

interface Status extends Message {
  readonly status: VonageMessageStatus;
  /** What you attached to the message. */
  readonly client_ref?: string;
  readonly error?: { readonly type?: string; readonly title?: number | string; readonly detail?: string };
  readonly usage?: { readonly currency?: string; readonly price?: string };
}

interface Inbound extends Message {
  readonly status?: undefined;
  readonly message_type?: string;
  readonly text?: string;
  readonly profile?: { readonly name?: string };
  readonly [content: string]: unknown;
}

export type VonageCallStatus =
  | 'started'
  | 'ringing'
  | 'answered'
  | 'completed'
  | 'busy'
  | 'cancelled'
  | 'failed'
  | 'machine'
  | 'rejected'
  | 'timeout'
  | 'unanswered';

interface Call {
  readonly message_uuid?: undefined;
  readonly uuid: string;
  readonly conversation_uuid?: string;
  readonly status: VonageCallStatus;
  readonly direction?: 'inbound' | 'outbound';
  readonly to?: string;
  readonly from?: string;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly start_time?: string | null;
  readonly end_time?: string;
  /** Seconds. */
  readonly duration?: string;
  readonly price?: string;
  readonly rate?: string;
  readonly reason?: string;
}

type Calls = { readonly [Type in `call.${VonageCallStatus}`]: Call };

/** Webhooks of the Messages and Voice APIs. Vonage names no types: these are ours. */
export interface VonageEvents extends Calls {
  readonly 'message.received': Inbound;
  readonly 'message.status': Status;
}
export type VonageEventType = keyof VonageEvents;
export type VonageNative = VonageEvents[VonageEventType];
export type VonageEventOfType<Type extends VonageEventType> = EventOf<VonageEvents, Type>;

export const places: EventPlaces<VonageNative> = {
  id: ['{/message_uuid}:{/status}', '/message_uuid', '{/uuid}:{/status}:{/timestamp}', 'digest'],
  type: typeOf,
  time: '/timestamp',
  subject: ['/message_uuid', '/conversation_uuid', '/uuid'],
  // The application is named in the token alone.
  source: '//vonage.com',
};

/**
 * A webhook of Vonage on the platform.
 * @see https://developer.vonage.com/en/messages/concepts/webhooks
 */
export class VonageEvent extends /* @__PURE__ */ eventClass<VonageEvents>('vonage', places) {}

/**
 * Lets through Vonage events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(VonageEvent),
 *   isVonageEventOfType('message.received'),
 *   map(({ event }) => new Answer(event.from, event.text)),
 * )
 */
export const isVonageEventOfType = /* @__PURE__ */ ofTypes(VonageEvent);

/** Each kind of webhook has a URL at Vonage, and no type. */
function typeOf(native: VonageNative): string | undefined {
  if (isText(native.message_uuid)) return isText(native.status) ? 'message.status' : 'message.received';
  return isText(native.uuid) && isText(native.status) ? `call.${native.status}` : undefined;
}
