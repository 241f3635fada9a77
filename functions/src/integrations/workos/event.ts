import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isWorkosEvent, type WorkosNative } from './native.ts';

export type { WorkosNative };

/** The type of every event that the SDK knows. */
export type WorkosEventType = WorkosNative['event'];

/**
 * A WorkOS event on the platform, with its fields in snake_case, as WorkOS sends them.
 * @see https://workos.com/docs/events
 */
export class WorkosEvent<Native extends WorkosNative = WorkosNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): WorkosEvent {
    if (!isWorkosEvent(envelope.data)) throw notRevivable('workos');
    return new WorkosEvent(envelope.data, envelope);
  }
}

/** The WorkOS events of these types: `event.data` is narrowed with them. */
export type WorkosEventOfType<Type extends WorkosEventType> = WorkosEvent<Extract<WorkosNative, { event: Type }>>;

/**
 * Lets through WorkOS events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(WorkosEvent),
 *   isWorkosEventOfType('dsync.user.deleted'),
 *   map(({ event }) => new EndAccess(event.data.idp_id)),
 * )
 */
export function isWorkosEventOfType<const Type extends WorkosEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<WorkosEvent, WorkosEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is WorkosEventOfType<Type> => wanted.has(event.event.event));
}
