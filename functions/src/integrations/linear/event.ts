import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import {
  isLinearEvent,
  typeOf,
  type LinearEventType,
  type LinearNative,
  type LinearNativeOfType,
  type LinearSubjectType,
} from './native.ts';

export type { LinearEventType, LinearNative };

/**
 * A Linear event on the platform.
 * @see https://linear.app/developers/webhooks
 */
export class LinearEvent<Native extends LinearNative = LinearNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): LinearEvent {
    if (!isLinearEvent(envelope.data)) throw notRevivable('linear');
    return new LinearEvent(envelope.data, envelope);
  }
}

/** The Linear events of these types: `event.data` is narrowed with them. */
export type LinearEventOfType<Type extends LinearEventType | LinearSubjectType> = LinearEvent<LinearNativeOfType<Type>>;

/**
 * Lets through Linear events of the given types: with an action (`Issue.create`), or with all of them (`Issue`).
 * @example
 * events$.pipe(
 *   isOfType(LinearEvent),
 *   isLinearEventOfType('Issue.create'),
 *   map(({ event }) => new AnnounceIssue(event.data.identifier, event.data.title)),
 * )
 */
export function isLinearEventOfType<const Type extends LinearEventType | LinearSubjectType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<LinearEvent, LinearEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter(
    (event): event is LinearEventOfType<Type> => wanted.has(typeOf(event.event)) || wanted.has(event.event.type),
  );
}
