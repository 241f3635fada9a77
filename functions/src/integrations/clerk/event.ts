import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isClerkEvent, type ClerkNative } from './native.ts';

export type { ClerkNative };

/** The type of every event that the SDK knows. */
export type ClerkEventType = ClerkNative['type'];

/**
 * A Clerk event on the platform.
 * @see https://clerk.com/docs/guides/development/webhooks/overview
 */
export class ClerkEvent<Native extends ClerkNative = ClerkNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): ClerkEvent {
    if (!isClerkEvent(envelope.data)) throw notRevivable('clerk');
    return new ClerkEvent(envelope.data, envelope);
  }
}

/** The events of some types. Members of the SDK's union stand for several types each: they are narrowed to the wanted ones. */
export type ClerkNativeOfType<
  Type extends ClerkEventType,
  Member extends ClerkNative = ClerkNative,
> = Member extends ClerkNative
  ? [Member['type'] & Type] extends [never]
    ? never
    : Member & { readonly type: Member['type'] & Type }
  : never;

/** The Clerk events of these types: `event.data` is narrowed with them. */
export type ClerkEventOfType<Type extends ClerkEventType> = ClerkEvent<ClerkNativeOfType<Type>>;

/**
 * Lets through Clerk events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(ClerkEvent),
 *   isClerkEventOfType('user.created', 'user.updated'),
 *   map(({ event }) => new Greet(event.data.first_name)),  // a UserJSON
 * )
 */
export function isClerkEventOfType<const Type extends ClerkEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<ClerkEvent, ClerkEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is ClerkEventOfType<Type> => wanted.has(event.event.type));
}
