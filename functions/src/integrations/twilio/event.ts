import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import {
  isTwilioNative,
  typeOf,
  type TwilioCall,
  type TwilioCallStatus,
  type TwilioIncomingMessage,
  type TwilioMessage,
  type TwilioMessageStatus,
  type TwilioNative,
  type TwilioStreamEvent,
  type TwilioStreamMessage,
} from './native.ts';

export type { TwilioCallStatus, TwilioMessageStatus } from './native.ts';
export type { TwilioNative };

/** The stages of a message that Event Streams tells of. */
type StreamMessageStage = 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'read';

/** The documented types that carry a shape of their own. */
export type TwilioEventType =
  | `message.${TwilioMessageStatus}`
  | 'message.received'
  | `call.${TwilioCallStatus}`
  | `messaging.message.${StreamMessageStage}`;

type NativeOf<Type extends TwilioEventType> = Type extends 'message.received'
  ? TwilioIncomingMessage
  : Type extends `message.${infer Status extends TwilioMessageStatus}`
    ? TwilioMessage<Status>
    : Type extends `call.${infer Status extends TwilioCallStatus}`
      ? TwilioCall<Status>
      : TwilioStreamEvent<`com.twilio.${Type}`, TwilioStreamMessage>;

/**
 * A Twilio event on the platform.
 * @see https://www.twilio.com/docs/usage/webhooks
 */
export class TwilioEvent<Native extends TwilioNative = TwilioNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): TwilioEvent {
    if (!isTwilioNative(envelope.data)) throw notRevivable('twilio');
    return new TwilioEvent(envelope.data, envelope);
  }
}

/** The Twilio events of these types: `event.MessageStatus` and the like are narrowed with them. */
export type TwilioEventOfType<Type extends TwilioEventType> = Type extends TwilioEventType
  ? TwilioEvent<NativeOf<Type>>
  : never;

/**
 * Lets through Twilio events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(TwilioEvent),
 *   isTwilioEventOfType('message.undelivered', 'message.failed'),
 *   map(({ event }) => new Escalate(event.MessageSid, event.ErrorCode)),
 * )
 */
export function isTwilioEventOfType<const Type extends TwilioEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<TwilioEvent, TwilioEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is TwilioEventOfType<Type> => wanted.has(typeOf(event.event)));
}
