import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isSendGridNative, type SendGridNative } from './native.ts';

export type { SendGridNative };

/** The documented types of events. */
export type SendgridEventType = SendGridNative['event'];

/**
 * A SendGrid event on the platform: one element of a batch.
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
export class SendgridEvent<Native extends SendGridNative = SendGridNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): SendgridEvent {
    if (!isSendGridNative(envelope.data)) throw notRevivable('sendgrid');
    return new SendgridEvent(envelope.data, envelope);
  }
}

/** The SendGrid events of these types. */
export type SendgridEventOfType<Type extends SendgridEventType> = SendgridEvent<
  Extract<SendGridNative, { event: Type }>
>;

/**
 * Lets through SendGrid events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(SendgridEvent),
 *   isSendgridEventOfType('bounce', 'dropped'),
 *   map(({ event }) => new SuppressAddress(event.email, event.reason)),
 * )
 */
export function isSendgridEventOfType<const Type extends SendgridEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<SendgridEvent, SendgridEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is SendgridEventOfType<Type> => wanted.has(event.event.event));
}
