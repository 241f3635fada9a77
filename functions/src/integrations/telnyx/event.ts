import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

export type TelnyxMessageStatus =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'expired'
  | 'sending_failed'
  | 'delivery_unconfirmed'
  | 'delivered'
  | 'delivery_failed';

interface Party {
  /** In the form of E.164. */
  readonly phone_number?: string;
  readonly carrier?: string;
  readonly line_type?: string;
}

interface Message {
  readonly id: string;
  readonly record_type?: 'message';
  readonly direction?: 'inbound' | 'outbound';
  /** `SMS`, `MMS`, … */
  readonly type?: string;
  readonly messaging_profile_id?: string;
  readonly from?: Party;
  /** A message to a group has several. */
  readonly to?: readonly (Party & { readonly status?: TelnyxMessageStatus | 'webhook_delivered' })[];
  readonly text?: string;
  readonly media?: readonly Readonly<Record<string, unknown>>[];
  readonly parts?: number;
  readonly sent_at?: string | null;
  readonly completed_at?: string | null;
  readonly received_at?: string | null;
  readonly cost?: { readonly amount: string; readonly currency: string } | null;
  readonly errors?: readonly { readonly code?: string; readonly title?: string; readonly detail?: string }[];
}

interface Call {
  readonly id?: undefined;
  readonly call_control_id: string;
  readonly call_leg_id: string;
  readonly call_session_id: string;
  readonly connection_id?: string;
  /** What you attached to the call, in base64. */
  readonly client_state?: string | null;
  readonly direction?: 'incoming' | 'outgoing';
  readonly state?: string;
  readonly from?: string;
  readonly to?: string;
  readonly start_time?: string;
  readonly end_time?: string;
  /** `normal_clearing`, `user_busy`, `timeout`, … */
  readonly hangup_cause?: string;
  readonly hangup_source?: string;
  readonly [detail: string]: unknown;
}

interface OfType<Type extends string, Payload> {
  readonly data: {
    readonly record_type?: 'event';
    readonly id: string;
    readonly event_type: Type;
    /** RFC 3339. */
    readonly occurred_at: string;
    readonly payload: Payload;
  };
  readonly meta?: { readonly attempt?: number; readonly delivered_to?: string };
}

/**
 * Events of messages and calls, by type. Telnyx has others, such as those of faxes and numbers. Declare them to use
 * them: `declare module '…/integrations/telnyx/event.ts' { interface TelnyxEvents { … } }`.
 */
export interface TelnyxEvents {
  readonly 'message.sent': OfType<'message.sent', Message>;
  readonly 'message.finalized': OfType<'message.finalized', Message>;
  readonly 'message.received': OfType<'message.received', Message>;
  readonly 'call.initiated': OfType<'call.initiated', Call>;
  readonly 'call.answered': OfType<'call.answered', Call>;
  readonly 'call.bridged': OfType<'call.bridged', Call>;
  readonly 'call.hangup': OfType<'call.hangup', Call>;
  readonly 'call.dtmf.received': OfType<'call.dtmf.received', Call>;
  readonly 'call.gather.ended': OfType<'call.gather.ended', Call>;
  readonly 'call.machine.detection.ended': OfType<'call.machine.detection.ended', Call>;
  readonly 'call.playback.ended': OfType<'call.playback.ended', Call>;
  readonly 'call.speak.ended': OfType<'call.speak.ended', Call>;
  readonly 'call.recording.saved': OfType<'call.recording.saved', Call>;
  readonly 'call.transcription': OfType<'call.transcription', Call>;
}
export type TelnyxEventType = keyof TelnyxEvents;
export type TelnyxNative = TelnyxEvents[TelnyxEventType];
export type TelnyxEventOfType<Type extends TelnyxEventType> = EventOf<TelnyxEvents, Type>;

export const places: EventPlaces<TelnyxNative> = {
  id: '/data/id',
  type: '/data/event_type',
  time: '/data/occurred_at',
  subject: ['/data/payload/call_session_id', '/data/payload/id'],
  related: ['/data/payload/to/0/phone_number', '/data/payload/from/phone_number'],
  source: [
    '//telnyx.com/messaging_profiles/{/data/payload/messaging_profile_id}',
    '//telnyx.com/connections/{/data/payload/connection_id}',
  ],
};

/**
 * A Telnyx event on the platform.
 * @see https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks
 */
export class TelnyxEvent extends /* @__PURE__ */ eventClass<TelnyxEvents>('telnyx', places) {}

/**
 * Lets through Telnyx events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(TelnyxEvent),
 *   isTelnyxEventOfType('message.received'),
 *   map(({ event: { data } }) => new Answer(data.payload.from?.phone_number, data.payload.text)),
 * )
 */
export const isTelnyxEventOfType = /* @__PURE__ */ ofTypes(TelnyxEvent);
