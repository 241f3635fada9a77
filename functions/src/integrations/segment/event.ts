import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isSegmentNative, type SegmentNative } from './native.ts';

export type { SegmentNative };

/** The calls of Segment's specification. */
export type SegmentEventType = SegmentNative['type'];

/**
 * A Segment message on the platform.
 * @see https://segment.com/docs/connections/spec/common/
 */
export class SegmentEvent<Native extends SegmentNative = SegmentNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): SegmentEvent {
    if (!isSegmentNative(envelope.data)) throw notRevivable('segment');
    return new SegmentEvent(envelope.data, envelope);
  }
}

/** The Segment messages of these calls. */
export type SegmentEventOfType<Type extends SegmentEventType> = SegmentEvent<Extract<SegmentNative, { type: Type }>>;

/**
 * Lets through Segment messages of the given calls.
 * @example
 * events$.pipe(
 *   isOfType(SegmentEvent),
 *   isSegmentEventOfType('track'),
 *   filter(({ event }) => event.event === 'Order Completed'),
 *   map(({ event }) => new CountTrackedEvent(event.event)),
 * )
 */
export function isSegmentEventOfType<const Type extends SegmentEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<SegmentEvent, SegmentEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is SegmentEventOfType<Type> => wanted.has(event.event.type));
}
