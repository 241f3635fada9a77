import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isPaddleEvent, type PaddleNative } from './native.ts';

export type { PaddleNative };

/** The type of every event that the SDK knows. */
export type PaddleEventType = PaddleNative['event_type'];

/**
 * A Paddle event on the platform, with its fields in snake_case, as Paddle sends them.
 * @see https://developer.paddle.com/webhooks/overview
 */
export class PaddleEvent<Native extends PaddleNative = PaddleNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): PaddleEvent {
    if (!isPaddleEvent(envelope.data)) throw notRevivable('paddle');
    return new PaddleEvent(envelope.data, envelope);
  }
}

/** The Paddle events of these types: `event.data` is narrowed with them. */
export type PaddleEventOfType<Type extends PaddleEventType> = PaddleEvent<Extract<PaddleNative, { event_type: Type }>>;

/**
 * Lets through Paddle events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(PaddleEvent),
 *   isPaddleEventOfType('subscription.canceled'),
 *   map(({ event }) => new EndAccess(event.data.customer_id)),
 * )
 */
export function isPaddleEventOfType<const Type extends PaddleEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<PaddleEvent, PaddleEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is PaddleEventOfType<Type> => wanted.has(event.event.event_type));
}
