import { IntegrationEvent } from './integration-event.ts';
import type { EventContext } from './platform-event.ts';

/**
 * An authentic object that its integration does not recognise as an event: it has no type, or lacks what its type
 * needs. Its `eventtype` is `unknown` and its envelope's `unknown` names what was filled in, `type` among it. It reaches
 * the consumers of its provider, and whichever of their sagas and tasks ask for this class.
 * @example
 * events$.pipe(isOfType(UnknownEvent), map(({ event }) => new KeepForLater(event)))
 */
export class UnknownEvent extends IntegrationEvent {}

/** Whether an envelope is that of an {@link UnknownEvent}. */
export function isUnknown({ unknown }: EventContext): boolean {
  return typeof unknown === 'string' && unknown.split(',').includes('type');
}
