import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isResendEvent, type ResendNative } from './native.ts';

export type { ResendNative };

/** The type of every event that the SDK knows. */
export type ResendEventType = ResendNative['type'];

/**
 * A Resend event on the platform.
 * @see https://resend.com/docs/dashboard/webhooks/event-types
 */
export class ResendEvent<Native extends ResendNative = ResendNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): ResendEvent {
    if (!isResendEvent(envelope.data)) throw notRevivable('resend');
    return new ResendEvent(envelope.data, envelope);
  }
}

/** The Resend events of these types: `event.data` is narrowed with them. */
export type ResendEventOfType<Type extends ResendEventType> = ResendEvent<Extract<ResendNative, { type: Type }>>;

/**
 * Lets through Resend events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(ResendEvent),
 *   isResendEventOfType('email.bounced'),
 *   map(({ event }) => new Suppress(event.data.to, event.data.bounce.message)),
 * )
 */
export function isResendEventOfType<const Type extends ResendEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<ResendEvent, ResendEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is ResendEventOfType<Type> => wanted.has(event.event.type));
}
